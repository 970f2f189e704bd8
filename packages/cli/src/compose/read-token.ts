import { readFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'

/** The shared secret of controller and agents; undefined without a file. @throws {Failure} when the file cannot be read or is empty */
export async function readToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`--token-file ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  })
  const token = text.trim()
  if (token === '') throw new Failure(`--token-file ${file}: is empty; write the token into it`, 'usage')
  return token
}
