import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'

let folder = ''
let umask = 0
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-private-'))
  umask = process.umask(0o022)
})
afterEach(async () => {
  process.umask(umask)
  await rm(folder, { recursive: true })
})

/** The modes of a database and of the files beside it, while it is open. */
async function modesOf(path: string): Promise<readonly string[]> {
  const store = sqliteStore(path)
  await store.initialize()
  await store.transaction((tx) => tx.publish([{ topic: 't', key: 'a', revision: 1, body: {} }]))
  const files = [path, `${path}-wal`, `${path}-shm`]
  const modes = await Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8)))
  await store.close()
  return modes
}

describe('the file of a store', () => {
  it('that is new can be opened by its owner only, and so can the files beside it', async () => {
    expect(await modesOf(join(folder, 'store.db'))).toEqual(['600', '600', '600'])
  })

  it('that others could open is narrowed when it is opened', async () => {
    const path = join(folder, 'store.db')
    for (const file of [path, `${path}-wal`, `${path}-shm`]) await writeFile(file, '', { mode: 0o644 })
    expect(await modesOf(path)).toEqual(['600', '600', '600'])
  })
})
