import { chmod, chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ROOT, type Account } from './account.ts'

/** Others learn nothing of what is served. A folder is ours, so that who reads there can put nothing in the place of a file. */
const FOLDER_MODE = 0o750
const FILE_MODE = 0o640
/** Of the folders above. */
const PARENT_MODE = 0o755

/**
 * Replaces a file whole: whoever reads it finds the old text or the new one, also after a crash of ours. Not forced to the
 * disk: what a power failure leaves behind is compared with what it should be at the next start, and written again.
 */
export async function replaceFile(folder: string, name: string, text: string, reader: Account = ROOT): Promise<void> {
  const temporary = join(folder, `.${name}.new`)
  await writeFile(temporary, text, { mode: FILE_MODE })
  if (reader.uid !== 0) await chown(temporary, reader.uid, 0)
  await rename(temporary, join(folder, name))
}

/** Whether a folder is closed to others, and open to who reads there. */
export async function isPrivate(folder: string, reader: Account): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined)
  return found?.isDirectory() === true && (found.mode & 0o777) === FOLDER_MODE && found.gid === reader.gid
}

/** Makes the folder, or closes one that an older version left open, with everything in it. */
export async function makePrivate(folder: string, reader: Account = ROOT): Promise<void> {
  if (await isPrivate(folder, reader)) return
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() === false) await rm(folder)
  await mkdir(dirname(folder), { recursive: true, mode: PARENT_MODE })
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  for (const name of await readdir(folder)) {
    await chmod(join(folder, name), FILE_MODE)
    await chown(join(folder, name), reader.uid, 0)
  }
  await chown(folder, 0, reader.gid)
  // Last: who is interrupted begins again.
  await chmod(folder, FOLDER_MODE)
}

/** A folder of which the process writes what is in it, its log for one; closed to others. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
}

export async function readText(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}

export async function removeFile(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true })
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
