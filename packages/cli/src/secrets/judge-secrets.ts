import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ConfigurationProblem } from '@netloom/core'
import { judgeFileMode, judgeFolderMode, type ModeVerdict } from './judge-mode.ts'
import type { SecretFile } from './secret-file.ts'

export interface SecretsJudgement {
  /** Others can replace it: nothing is started with it. */
  readonly problems: readonly ConfigurationProblem[]
  /** Others can read it. */
  readonly warnings: readonly ConfigurationProblem[]
}

/** Judges the modes of those files that are there, and of their folders. What is missing, others complain of. */
export async function judgeSecrets(files: readonly SecretFile[]): Promise<SecretsJudgement> {
  const distinct = [...new Map(files.map((file) => [resolve(file.path), file])).values()]
  const present = (await Promise.all(distinct.map(async (file) => ({ file, mode: await modeOf(file.path) })))).flatMap(
    ({ file, mode }) => (mode === undefined ? [] : [{ file, mode }]),
  )
  const folders = [...new Set(present.map(({ file }) => dirname(resolve(file.path))))]
  const verdicts = [
    ...present.map(({ file, mode }) => judgeFileMode(file, mode)),
    ...(await Promise.all(
      folders.map(async (folder) => {
        const mode = await modeOf(folder)
        return mode === undefined ? undefined : judgeFolderMode(folder, mode)
      }),
    )),
  ].filter((verdict): verdict is ModeVerdict => verdict !== undefined)
  return {
    problems: verdicts.filter(({ isRefused }) => isRefused).map(({ problem }) => problem),
    warnings: verdicts.filter(({ isRefused }) => !isRefused).map(({ problem }) => problem),
  }
}

/** Undefined for what is no file, too: `/dev/fd/3` is the caller's affair. */
async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true || found?.isDirectory() === true ? found.mode : undefined
}
