import type { Directive, HaproxyConfiguration, Section, SectionKeyword } from './configuration.ts'

const SECTIONS: ReadonlySet<string> = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'program',
])

/** Reads a configuration as haproxy does: words, quotes, escapes, comments. For what we have written ourselves. */
export function parseConfiguration(text: string): HaproxyConfiguration {
  const sections: { keyword: SectionKeyword; name?: string; directives: Directive[] }[] = []
  for (const line of text.split('\n')) {
    const words = wordsOf(line)
    const [keyword, name] = words
    if (keyword === undefined) continue
    if (SECTIONS.has(keyword))
      sections.push({ keyword: keyword as SectionKeyword, ...(name !== undefined && { name }), directives: [] })
    else sections.at(-1)?.directives.push(words)
  }
  return { sections: sections satisfies Section[] }
}

/** Section that a line (from 1) of a text is in. */
export function sectionAt(
  text: string,
  line: number,
): { readonly keyword: string; readonly name?: string } | undefined {
  const before = text.split('\n').slice(0, line).join('\n')
  return parseConfiguration(before).sections.at(-1)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function wordsOf(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (quote === "'") {
      if (character === "'") quote = undefined
      else word = (word ?? '') + character
    } else if (character === '\\') {
      const next = line[(at += 1)] ?? ''
      word = (word ?? '') + (ESCAPES[next] ?? next)
    } else if (character === quote) quote = undefined
    else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character
      word ??= ''
    } else if (quote === undefined && character === '#') break
    else if (quote === undefined && (character === ' ' || character === '\t')) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  return word === undefined ? words : [...words, word]
}
