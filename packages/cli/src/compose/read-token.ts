import { readFile } from 'node:fs/promises'
import { Failure } from '../base/failure.ts'

/** Where a controller that was started in the same folder leaves the token of this host's agents. */
export const DEFAULT_AGENT_TOKEN = './netloom-tokens.json.agent'

/** The secret in a file; undefined without one. @throws {Failure} when the file cannot be read or is empty */
export async function readToken(file: string | undefined, option = '--token-file'): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`${option} ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  })
  const token = text.trim()
  if (token === '') throw new Failure(`${option} ${file}: is empty; write the token into it`, 'usage')
  return token
}

/** The token that an agent shows: of the file that is named, or of the one that a controller may have left here. */
export async function readAgentToken(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return readToken(file)
  const text = await readFile(DEFAULT_AGENT_TOKEN, 'utf8').catch(() => '')
  return text.trim() === '' ? undefined : text.trim()
}
