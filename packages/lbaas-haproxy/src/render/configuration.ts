import { UnsafeValueError } from './unsafe-value-error.ts'

/** A configuration of haproxy as data: nothing is text before {@link configurationText}. */
export interface HaproxyConfiguration {
  readonly sections: readonly Section[]
}

export type SectionKeyword = 'global' | 'defaults' | 'frontend' | 'backend'

export interface Section {
  readonly keyword: SectionKeyword
  /** Of frontends and backends. */
  readonly name?: string
  readonly directives: readonly Directive[]
}

/** One line: its words, without quotes. */
export type Directive = readonly string[]

/** What haproxy reads as one word without quotes. */
const PLAIN = /^[\w.:,/@%+=~^*&;?!<>|[\](){}-]+$/
/** haproxy's own limit, of which the keyword is one. */
const MOST_WORDS = 64

/** A word is quoted unless it needs no quotes; a control character has no place in any. @throws {UnsafeValueError} */
export function quotedWord(word: string): string {
  if (PLAIN.test(word)) return word
  // What ends a line, or a text in C, must not get through.
  if (/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(word)) throw new UnsafeValueError('a word', word)
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

export function configurationText({ sections }: HaproxyConfiguration): string {
  return sections.map(sectionText).join('')
}

function sectionText({ keyword, name, directives }: Section): string {
  const head = name === undefined ? keyword : `${keyword} ${quotedWord(name)}`
  return `${head}\n${directives.map((one) => `    ${directiveText(one)}\n`).join('')}`
}

/** One line without its end. @throws {UnsafeValueError} */
export function directiveText(words: Directive): string {
  if (words.length > MOST_WORDS) throw new UnsafeValueError('a line', words.slice(0, 3).join(' '))
  return words.map(quotedWord).join(' ')
}
