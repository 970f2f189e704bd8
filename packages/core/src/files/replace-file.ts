import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryName } from './temporary-files.ts'

export interface FileMode {
  /** Default 0600: only its owner reads it. */
  readonly mode?: number
}

/** Puts a file in the place of an earlier one: readers, and whoever looks after a crash, see the old text or the new one. */
export async function replaceFile(file: string, text: string, options: FileMode = {}): Promise<void> {
  await place(file, text, options, rename)
}

/** Makes a file that was not there, with its text; false = it exists, and stays as it is. */
export async function createFile(file: string, text: string, options: FileMode = {}): Promise<boolean> {
  try {
    await place(file, text, options, link)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

async function place(
  file: string,
  text: string,
  { mode = 0o600 }: FileMode,
  put: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const next = await temporaryName(file)
  try {
    const handle = await open(next, 'wx', mode)
    try {
      // Before the text: what the umask took away comes back, and nobody reads a secret in between.
      await handle.chmod(mode)
      await handle.writeFile(text)
      // Without it, a power cut may leave the new name on an empty file.
      await handle.sync()
    } finally {
      await handle.close()
    }
    await put(next, file)
    await syncFolder(dirname(file))
  } finally {
    await rm(next, { force: true })
  }
}

/** The new name is on disk, too, before anybody is told. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
