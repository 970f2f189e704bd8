import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceFile } from '@netloom/core/files'
import { Failure } from '../base/failure.ts'
import type { InitFile } from './init-file.ts'

/** Writes all or, when one is there already and is not to be replaced, none. @throws {Failure} */
export async function writeFiles(files: readonly InitFile[], replace: boolean): Promise<void> {
  const found = await Promise.all(files.map(({ path }) => stat(path).catch(() => undefined)))
  const present = files.filter((_, index) => found[index] !== undefined).map(({ path }) => path)
  if (present.length > 0 && !replace)
    throw new Failure(`${present.join(', ')}: there already; look at them, and write --force to replace them`, 'usage')
  for (const { path, mode, text } of files) {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 })
    await replaceFile(path, text)
    await chmod(path, mode)
  }
}
