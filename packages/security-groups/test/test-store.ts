import type { Store } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'

/** A new, empty store: in memory, or on the engine that this run of the tests is about. */
export function testStore(): Promise<Store> {
  const make = Reflect.get(globalThis, Symbol.for('netloom:test-store')) as (() => Promise<Store>) | undefined
  return make === undefined ? Promise.resolve(sqliteStore(':memory:')) : make()
}
