import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Store } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-killed-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const writer = fileURLToPath(new URL('writer-process.ts', import.meta.url))
const RUNNER = fileURLToPath(new URL('run-typescript.cjs', import.meta.url))

/** Lets a process write, kills it after `lines` acknowledged writes, and returns those. */
async function killAfter(path: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [RUNNER, writer, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') acknowledged.push(line)
    if (acknowledged.length === lines) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return acknowledged
}

async function stored(store: Store, part: string): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('provisioning_blocks')
    .select('object_id')
    .where('object_type', '=', part)
    .execute()
  return rows.map(({ object_id }) => object_id).sort()
}

describe('a store whose process is killed', () => {
  it('holds every acknowledged write and no half of one, time after time', { timeout: 60_000 }, async () => {
    const path = join(folder, 'store.db')
    const acknowledged: string[] = []
    for (let run = 0; run < 4; run += 1) {
      acknowledged.push(...(await killAfter(path, 1 + Math.floor(Math.random() * 150))))
      const store = sqliteStore(path)
      await store.initialize()
      const whole = await stored(store, 'last')
      expect(await stored(store, 'first')).toEqual(whole)
      const lanes = await Promise.all([0, 1, 2, 3].map((lane) => store.log.snapshot(`lane/${String(lane)}`)))
      expect(lanes.flatMap(({ items }) => items.map(({ key }) => key)).sort()).toEqual(whole)
      expect((await store.log.read(0, 1e6)).map(({ key }) => key).sort()).toEqual(whole)
      const lost = acknowledged.filter((name) => !whole.includes(name))
      expect(lost).toEqual([])
      await store.close()
    }
    expect(acknowledged.length).toBeGreaterThan(3)
  })
})
