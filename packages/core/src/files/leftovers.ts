import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { holderOf } from './lock-holder.ts'
import { isAlive } from './process-identity.ts'
import { makerOf } from './temporary-files.ts'

/**
 * Removes what killed processes left beside `file`: temporary files, and the rights to remove a dead process's lock. For the
 * holder of the lock: such a right is of no use any more, since the lock names somebody else now.
 */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file)
  const own = `${basename(file)}.`
  for (const name of await readdir(folder)) {
    if (!name.startsWith(own)) continue
    const maker = makerOf(name)
    const isRight = /^lock(\.\d+-\d+)+$/.test(name.slice(own.length))
    if (maker === undefined && !isRight) continue
    const path = join(folder, name)
    if (!(await isAlive(maker ?? (await holderOf(path))))) await rm(path, { force: true })
  }
}
