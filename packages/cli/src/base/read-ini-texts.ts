import { readFile } from 'node:fs/promises'
import type { ConfigurationProblem } from '@netloom/core'
import type { IniFile } from '@netloom/core/kit'

export interface IniTexts {
  readonly texts: readonly IniFile[]
  readonly problems: ConfigurationProblem[]
}

/** The files' texts, and a problem for each that cannot be read. */
export async function readIniTexts(files: readonly string[]): Promise<IniTexts> {
  const problems: ConfigurationProblem[] = []
  const texts = await Promise.all(
    files.map(async (path) => {
      try {
        return { path, text: await readFile(path, 'utf8') }
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        problems.push({ where: '--config-file', value: path, problem, remedy: 'name a file that can be read' })
        return []
      }
    }),
  )
  return { texts: texts.flat(), problems }
}
