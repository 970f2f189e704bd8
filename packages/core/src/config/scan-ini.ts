import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { strip, stripEnd, stripStart } from './blank.ts'

export interface IniFile {
  /** Used in messages only. */
  readonly path: string
  readonly text: string
}

/** One assignment; a value that runs over several lines has newlines in it. */
export interface IniEntry {
  readonly section: string
  readonly option: string
  readonly value: string
  /** First line of the assignment, from 1. */
  readonly line: number
}

export interface ScannedIni {
  /** In order of first appearance, with those that hold nothing. */
  readonly sections: readonly string[]
  readonly entries: readonly IniEntry[]
}

interface Assignment {
  readonly option: string
  readonly line: number
  readonly values: string[]
}

/**
 * Splits a file into assignments by the rules of oslo.config: comments start in the first column, an indented line continues
 * the value above it, nothing inside a value is a comment. A byte-order mark is skipped. Wrong lines go to `problems`, with
 * file and line, and reading goes on after them.
 */
export function scanIni({ path, text }: IniFile, problems: ConfigurationProblem[]): ScannedIni {
  const sections = new Set<string>()
  const entries: IniEntry[] = []
  let section: string | undefined
  let skipping = false
  let open: Assignment | undefined

  const complain = (line: number, value: string, problem: string, remedy: string): void => {
    problems.push({ where: `${path}:${String(line)}`, value, problem, remedy })
  }
  const finish = (): void => {
    if (open !== undefined && section !== undefined && !skipping) {
      entries.push({ section, option: open.option, value: open.values.join('\n'), line: open.line })
    }
    open = undefined
  }

  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const number = index + 1
    const line = stripEnd(raw)
    if (line === '') finish()
    else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (open !== undefined) open.values.push(stripStart(line))
      else
        complain(number, strip(line), 'continues no value', 'start options, sections and comments in the first column')
    } else {
      finish()
      if (line.startsWith('#') || line.startsWith(';')) continue
      if (line.startsWith('[')) {
        section = sectionName(line)
        skipping = section === undefined
        if (section !== undefined) sections.add(section)
        else complain(number, line, 'is no section', 'write the name of a section between [ and ]')
        continue
      }
      const assignment = splitAssignment(line, number)
      if (assignment === undefined) complain(number, line, 'is no assignment', 'write option = value')
      else if (section === undefined && !skipping) {
        complain(number, assignment.option, 'stands before the first section', 'put a line such as [DEFAULT] above it')
        skipping = true
        open = assignment
      } else open = assignment
    }
  }
  finish()
  return { sections: [...sections], entries }
}

/** In lower case, whatever the file writes, but for `DEFAULT`: so are groups named in oslo.config. */
function sectionName(line: string): string | undefined {
  if (!line.endsWith(']') || line.length <= 2) return undefined
  const name = line.slice(1, -1)
  return name === 'DEFAULT' ? name : name.toLowerCase()
}

/** The first of `=` and `:` separates; one pair of quotes around the whole first line of a value is dropped. */
function splitAssignment(line: string, number: number): Assignment | undefined {
  const at = line.search(/[=:]/)
  const option = at < 0 ? '' : strip(line.slice(0, at))
  if (option === '') return undefined
  const value = strip(line.slice(at + 1))
  return { option, line: number, values: [isQuoted(value) ? value.slice(1, -1) : value] }
}

/** oslo.config looks at the first and the last character only, which are one and the same in a lone quotation mark. */
export function isQuoted(value: string): boolean {
  return /^["']/.test(value) && value.at(0) === value.at(-1)
}
