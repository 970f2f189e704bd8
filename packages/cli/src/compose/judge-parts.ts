import { type ConfigurationProblem, isConfigurationError } from '@netloom/core'
import { type IniConfig, readIniFiles } from '@netloom/core/kit'
import { judgeSecrets } from '../secrets/judge-secrets.ts'
import { secretsInIni } from '../secrets/secrets-in-ini.ts'
import { readIniTexts } from '../base/read-ini-texts.ts'

export interface ReadFiles {
  /** Absent when the files cannot be read as INI. */
  readonly ini?: IniConfig
  readonly problems: ConfigurationProblem[]
  readonly warnings: readonly ConfigurationProblem[]
}

/** Reads INI files in order, a later one wins, and judges who may read the secrets in them. */
export async function readFiles(files: readonly string[]): Promise<ReadFiles> {
  const { texts, problems } = await readIniTexts(files)
  const secrets = await judgeSecrets(secretsInIni(texts))
  problems.push(...secrets.problems)
  const ini = attempt(problems, () => readIniFiles(texts))
  return { problems, warnings: secrets.warnings, ...(ini !== undefined && { ini }) }
}

/** What a reader returns; what it complains of goes to `problems`. */
export function attempt<T>(problems: ConfigurationProblem[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!isConfigurationError(error)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

/** Controller and agent drivers look at some options both. */
export function unique(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}
