import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'

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
export async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `.${name}.new`)
  await writeFile(temporary, text, { mode: 0o644 })
  await rename(temporary, join(folder, name))
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
export async function writeServedFiles(folder: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const present = await readServedFiles(folder)
  const changed = Object.entries(files).filter(([name, text]) => present[name] !== text)
  for (const [name, text] of changed) await replaceFile(folder, name, text)
  return changed.length > 0
}

/** The process has read these files. */
export async function markRead(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await replaceFile(folder, READ_MARK, hashOf(files))
}

export async function hasRead(folder: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  return (await readText(folder, READ_MARK)) === hashOf(files)
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name] ?? ''}\0`)
  return hash.digest('hex')
}
