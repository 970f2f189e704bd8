import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { CrashingWriter } from './support/crashing-writer.ts'
import { expectWhole } from './support/whole.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-killed-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('a store whose process is killed', () => {
  it('holds every acknowledged write and no half of one, time after time', { timeout: 60_000 }, async () => {
    const path = join(folder, 'store.db')
    const acknowledged: string[] = []
    for (let run = 0; run < 4; run += 1) {
      const writer = new CrashingWriter(path)
      await writer.writes(1 + Math.floor(Math.random() * 150))
      await writer.kill()
      acknowledged.push(...writer.acknowledged)
      const store = sqliteStore(path)
      await store.initialize()
      await expectWhole(store, acknowledged)
      await store.close()
    }
    expect(acknowledged.length).toBeGreaterThan(3)
  })
})
