import type { Store } from '@netloom/core/store'
import { expect } from 'vitest'

async function stored(store: Store, part: string): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('provisioning_blocks')
    .select('object_id')
    .where('object_type', '=', part)
    .execute()
  return rows.map(({ object_id }) => object_id).sort()
}

/** Every acknowledged write of writer-process.mjs is there, and of no write only a part. */
export async function expectWhole(store: Store, acknowledged: readonly string[]): Promise<void> {
  const whole = await stored(store, 'last')
  expect(await stored(store, 'first')).toEqual(whole)
  const lanes = await Promise.all([0, 1, 2, 3].map((lane) => store.log.snapshot(`lane/${String(lane)}`)))
  expect(lanes.flatMap(({ items }) => items.map(({ key }) => key)).sort()).toEqual(whole)
  const log = await store.log.read(0, 1e6)
  expect(log.map(({ key }) => key).sort()).toEqual(whole)
  const there = new Set(whole)
  expect(acknowledged.filter((name) => !there.has(name))).toEqual([])
}
