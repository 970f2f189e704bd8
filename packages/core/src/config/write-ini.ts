import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../base/ini-sections.ts'
import { strip } from './blank.ts'
import { isQuoted } from './scan-ini.ts'

const INDENT = '    '

/**
 * The text from which `readIniFiles` reads exactly these values: dollar signs doubled, quotes where blanks would be lost, further
 * lines indented.
 * @throws {ConfigurationError} for names and values that no file can say: a blank line in the middle, `\$`, an option with `=`
 */
export function writeIni(sections: IniSections): string {
  const problems: ConfigurationProblem[] = []
  const blocks: string[] = []
  for (const [section, options] of sections) {
    if (section === '' || /[\r\n]/.test(section)) problems.push(unwritable(`[${section}]`, 'is no name for a section'))
    const lines = [`[${section}]`]
    for (const [option, values] of options) {
      const where = `[${section}] ${option}`
      if (!isOptionName(option)) problems.push(unwritable(where, 'is no name for an option'))
      for (const value of values) {
        if (!isWritable(value)) problems.push(unwritable(where, 'has a value that an INI file cannot hold'))
        lines.push(`${option} = ${layOut(value)}`)
      }
    }
    blocks.push(lines.map((line) => `${line}\n`).join(''))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return blocks.join('\n')
}

function layOut(value: string): string {
  const [first = '', ...further] = value.replaceAll('$', '$$$$').split('\n')
  const head = first !== strip(first) || isQuoted(first) ? `"${first}"` : first
  return [head, ...further.map((line) => INDENT + line)].join('\n')
}

function isOptionName(name: string): boolean {
  return name !== '' && name === strip(name) && !/^[[#;\ufeff]|[=:\r\n]/.test(name)
}

function isWritable(value: string): boolean {
  const [, ...further] = value.split('\n')
  return !/\r|\\\$/.test(value) && further.every((line) => line !== '' && line === strip(line))
}

function unwritable(where: string, problem: string): ConfigurationProblem {
  return { where, problem, remedy: 'choose another' }
}
