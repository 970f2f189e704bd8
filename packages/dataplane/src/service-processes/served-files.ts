import { createHash } from 'node:crypto'
import type { Account } from './account.ts'
import { makePrivate, readText, replaceFile } from './private-folder.ts'

/** Files that a process reads: name → text. */
export type ServedFiles = Readonly<Record<string, string>>

/** Which files the process has read: a hash of them, written after it was started or told. */
const READ_MARK = 'read'

/** Those of `names` that are there. */
export async function readFiles(folder: string, names: readonly string[]): Promise<ServedFiles> {
  const texts = await Promise.all(names.map((name) => readText(folder, name)))
  return Object.fromEntries(names.flatMap((name, index) => (texts[index] === undefined ? [] : [[name, texts[index]]])))
}

/** Makes the folder where it is missing, and writes the files that differ. */
export async function writeFiles(folder: string, files: ServedFiles, reader: Account): Promise<void> {
  await makePrivate(folder, reader)
  const present = await readFiles(folder, Object.keys(files))
  for (const [name, text] of Object.entries(files))
    if (present[name] !== text) await replaceFile(folder, name, text, reader)
}

/** The process has read these files. */
export async function markRead(folder: string, files: ServedFiles): Promise<void> {
  await replaceFile(folder, READ_MARK, hashOf(files))
}

export async function hasRead(folder: string, files: ServedFiles): Promise<boolean> {
  return (await readText(folder, READ_MARK)) === hashOf(files)
}

/** Whether all that is wanted is there as it should be. */
export const sameFiles = (wanted: ServedFiles, found: ServedFiles): boolean =>
  Object.entries(wanted).every(([name, text]) => found[name] === text)

function hashOf(files: ServedFiles): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name] ?? ''}\0`)
  return hash.digest('hex')
}
