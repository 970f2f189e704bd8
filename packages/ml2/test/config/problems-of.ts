import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import { type IniConfig, readIniFiles } from '@netloom/core/kit'

/** What a ConfigurationError lists; any other outcome fails the test. */
export function problemsOf(act: () => unknown): readonly ConfigurationProblem[] {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  throw new Error('nothing was wrong')
}

export function ini(...lines: readonly string[]): IniConfig {
  return readIniFiles([{ path: 'test.ini', text: lines.join('\n') }])
}

/** As a plain object: section → option → values. */
export function plain({ sections }: IniConfig): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  return Object.fromEntries([...sections].map(([section, options]) => [section, Object.fromEntries(options)]))
}
