import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readIniTexts } from '../base/read-ini-texts.ts'
import { judgeSecrets, type SecretsJudgement } from './judge-secrets.ts'
import { secretsInIni } from './secrets-in-ini.ts'

const INI = /\.(ini|conf)$/
const TOKEN = /\.token$/
const KEY = /\.key$/

/** The secrets of a folder as `netloom init` fills it. One that is not there has none. */
export async function judgeFolder(folder: string): Promise<SecretsJudgement> {
  const names = await readdir(folder).catch(() => [])
  const paths = (kind: RegExp): readonly string[] =>
    names.filter((name) => kind.test(name)).map((name) => join(folder, name))
  const { texts } = await readIniTexts(paths(INI))
  return judgeSecrets([
    ...secretsInIni(texts),
    ...paths(TOKEN).map((path) => ({ path, holds: 'the agents’ token' })),
    ...paths(KEY).map((path) => ({ path, holds: 'the key of the certificate' })),
  ])
}
