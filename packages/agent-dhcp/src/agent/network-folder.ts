import { chmod, chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { ROOT, type Account } from './accounts.ts'

export const SERVED_FILES = ['host', 'addn_hosts', 'opts'] as const

/** Which files the process has read: a hash of them, written after it was started or told. */
const READ_MARK = 'read'

/** Folders of networks below `directory`. */
export async function networkFolders(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))
}

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

/** Others learn nothing of a network. Its folder is ours, so that who reads there can put nothing in the place of a file. */
const FOLDER_MODE = 0o750
const FILE_MODE = 0o640
/** Of the folders above. */
const PARENT_MODE = 0o755

/** Whether a network's folder is closed to others, and open to who reads there. */
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

export async function readText(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}

export async function readServedFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const texts = await Promise.all(SERVED_FILES.map((name) => readText(folder, name)))
  return Object.fromEntries(
    SERVED_FILES.flatMap((name, index) => (texts[index] === undefined ? [] : [[name, texts[index]]])),
  )
}

/** Writes those that differ. Returns whether any did. */
export async function writeServedFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  reader: Account = ROOT,
): Promise<boolean> {
  await makePrivate(folder, reader)
  const present = await readServedFiles(folder)
  const changed = Object.entries(files).filter(([name, text]) => present[name] !== text)
  for (const [name, text] of changed) await replaceFile(folder, name, text, reader)
  return changed.length > 0
}

/** The process has read these files. */
export async function markRead(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await replaceFile(folder, READ_MARK, hashOf(files))
}

export async function hasRead(folder: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  return (await readText(folder, READ_MARK)) === hashOf(files)
}

/** Leases that have been ended for ports that were taken off their wires: none of them is ended twice. */
const ENDED_MARK = 'ended'

export async function readUnleased(folder: string): Promise<readonly string[]> {
  return ((await readText(folder, ENDED_MARK)) ?? '').split('\n').filter((line) => line !== '')
}

export async function writeUnleased(folder: string, unleased: readonly string[]): Promise<void> {
  await replaceFile(folder, ENDED_MARK, unleased.map((line) => `${line}\n`).join(''))
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name] ?? ''}\0`)
  return hash.digest('hex')
}
