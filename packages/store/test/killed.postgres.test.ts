import type { Store } from '@netloom/core/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { freshDatabase } from './support/databases.ts'
import { CrashingWriter } from './support/crashing-writer.ts'
import { expectWhole } from './support/whole.ts'

let url = ''
let done = (): void => undefined
let store: Store
const writers: CrashingWriter[] = []

beforeEach(async () => {
  ;({ url, done } = await freshDatabase())
  store = postgresStore({ url })
  await store.initialize()
})
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.kill()))
  await store.close()
  done()
})

function writer(): CrashingWriter {
  const started = new CrashingWriter(url)
  writers.push(started)
  return started
}

const log = async (): Promise<readonly number[]> => (await store.log.read(0, 1e6)).map(({ rev }) => rev)

describe('one of two processes that write', () => {
  it(
    'is killed: everything acknowledged is there, nothing half, and the other goes on at once',
    { timeout: 120_000 },
    async () => {
      const survivor = writer()
      await survivor.writes(20)
      const acknowledged: string[] = []
      for (let run = 0; run < 2; run += 1) {
        const victim = writer()
        await Promise.all([victim.writes(10 + Math.floor(Math.random() * 60)), survivor.writes(10)])
        survivor.longestPause = 0
        await victim.kill()
        await survivor.writes(40)
        // Measured over the death and forty writes after it; usually a few milliseconds.
        expect(survivor.longestPause).toBeLessThan(1_500)
        acknowledged.push(...victim.acknowledged)
      }
      await survivor.kill()
      await expectWhole(store, [...acknowledged, ...survivor.acknowledged])
      const revs = await log()
      expect(revs).toEqual(revs.map((_, n) => n + 1))
    },
  )

  it(
    'freezes: it loses the lock, the other goes on, and it goes on itself when it thaws',
    { timeout: 120_000 },
    async () => {
      const [frozen, other] = [writer(), writer()]
      await Promise.all([frozen.writes(20), other.writes(20)])
      frozen.signal('SIGSTOP')
      // The server waits for the frozen one no longer than `idleInTransaction` (5 s).
      await other.writes(20)
      frozen.signal('SIGCONT')
      await Promise.all([frozen.writes(20), other.writes(20)])
      await Promise.all([frozen.kill(), other.kill()])
      await expectWhole(store, [...frozen.acknowledged, ...other.acknowledged])
    },
  )
})
