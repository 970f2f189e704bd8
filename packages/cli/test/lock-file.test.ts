import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withLabLock } from '../src/lab/state/lab-lock.ts'

let folder: string
const before = process.env['NETLOOM_STATE_DIR']
/** No process has this pid: it is above the kernel's limit. */
const DEAD = JSON.stringify({ pid: 2 ** 22 + 1, startTime: '1' })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-lock-'))
  process.env['NETLOOM_STATE_DIR'] = folder
})
afterAll(async () => {
  if (before === undefined) delete process.env['NETLOOM_STATE_DIR']
  else process.env['NETLOOM_STATE_DIR'] = before
  await rm(folder, { recursive: true })
})

it.each([
  ['a dead process', DEAD],
  ['nobody', ''],
])('of many who find the lock of %s, one at a time gets in', async (_, left) => {
  for (let round = 0; round < 10; round++) {
    await writeFile(join(folder, 'lab.lock'), left)
    let inside = 0
    let most = 0
    const enter = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await turn()
      inside--
    }
    await Promise.all(Array.from({ length: 6 }, () => withLabLock('lab', enter)))
    expect(most).toBe(1)
  }
  expect(await readdir(folder)).toEqual([])
})

it('lets go when the work fails', async () => {
  await expect(withLabLock('lab', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(withLabLock('lab', () => Promise.resolve(1))).resolves.toBe(1)
})
