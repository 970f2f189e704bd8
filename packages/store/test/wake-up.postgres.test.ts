import type { Store } from '@netloom/core/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { CuttingProxy } from './support/cutting-proxy.ts'
import { freshDatabase, inDatabase } from './support/databases.ts'

let url = ''
let done = (): void => undefined
let proxy: CuttingProxy
const open: Store[] = []

beforeEach(async () => {
  ;({ url, done } = await freshDatabase())
  proxy = await CuttingProxy.before(url)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()))
  await proxy.close()
  done()
})

async function storeAt(location: string): Promise<Store> {
  // So seldom that nobody finds out by looking.
  const store = postgresStore({ url: location, readers: 2, poll: 600_000 })
  open.push(store)
  await store.initialize()
  return store
}

const database = (): string => /(?<=\/)netloom_\w+/.exec(url)?.[0] ?? ''

/** Ends the sessions that listen, as an administrator or a crash would. */
async function endListeners(): Promise<void> {
  const { rowCount } = await inDatabase(
    database(),
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid() and (query ilike 'listen%' or query like 'select greatest%' or query like 'select pg_notify%')`,
  )
  expect(rowCount).toBe(1)
}

const publish = (store: Store, key: string): Promise<void> =>
  store.transaction((tx) => tx.publish([{ topic: 't', key, revision: 1, body: {} }]))

/** Resolves when a store was woken after the log had reached `head`. */
const heardOf = (head: number, store: Store): Promise<void> =>
  new Promise((resolve) => {
    store.log.onCommit(() => {
      void store.log.head().then(
        (reached) => {
          if (reached >= head) resolve()
        },
        // It may close while a later wake reads.
        () => undefined,
      )
    })
  })

describe('a commit of which the others could not be told', () => {
  it('because the session was lost is told to them when there is one again', async () => {
    const one = await storeAt(proxy.url)
    await publish(one, 'a')
    proxy.refuses = true
    await endListeners()
    const other = await storeAt(url)
    const heard = heardOf(3, other)
    await publish(one, 'b')
    await publish(one, 'c')
    proxy.refuses = false
    await heard
    expect(await other.log.head()).toBe(3)
  })

  it('keeps its controller from closing for a moment only', async () => {
    const one = await storeAt(proxy.url)
    await publish(one, 'a')
    proxy.refuses = true
    await endListeners()
    await publish(one, 'b')
    const started = performance.now()
    await one.close()
    expect(performance.now() - started).toBeLessThan(10_000)
    open.pop()
  })

  it('is told while the controller closes, when it can be', async () => {
    const one = await storeAt(proxy.url)
    const other = await storeAt(url)
    const heard = heardOf(1, other)
    await publish(one, 'a')
    await one.close()
    open.shift()
    await heard
    expect(await other.log.head()).toBe(1)
  })
})
