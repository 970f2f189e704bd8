import { sqliteStore } from '@netloom/store'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { controllerParts, ReadinessCheck } from '../../src/health/readiness.ts'
import { ErrorLog } from '../support/error-log.ts'
import { listen, type Listening } from '../support/listen.ts'

let server: Listening | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function get(path: string): Promise<readonly [number, unknown]> {
  const response = await fetch(`${server?.url ?? ''}${path}`)
  return [response.status, await response.json()]
}

describe('health', () => {
  it('says that the process is alive and that requests can be served', async () => {
    server = await listen()
    expect(await get('/healthz')).toEqual([200, { status: 'ok' }])
    expect(await get('/readyz')).toEqual([200, { status: 'ready', parts: { store: 'ok', feed: 'ok' } }])
  })

  it('says which part does not work, and not why', async () => {
    server = await listen()
    await server.netloom.close()
    expect(await get('/healthz')).toEqual([200, { status: 'ok' }])
    expect(await get('/readyz')).toEqual([
      503,
      {
        status: 'not ready',
        parts: { store: 'failed', feed: 'failed' },
        cause: 'The store is not available: it is not open',
      },
    ])
  })

  it('asks the store once, however many ask', async () => {
    let transactions = 0
    const store = sqliteStore(':memory:')
    const counted = Object.assign(Object.create(store) as typeof store, {
      transaction: (...work: Parameters<typeof store.transaction>) => {
        transactions += 1
        return store.transaction(...work)
      },
    })
    server = await listen({ store: counted })
    transactions = 0
    await Promise.all(Array.from({ length: 50 }, () => get('/readyz')))
    // One in half a second, however long all of them take.
    expect(transactions).toBeLessThan(10)
  })

  it('does not wait for a store that is stuck', async () => {
    const store = sqliteStore(':memory:')
    server = await listen({ store })
    let finish = (): void => undefined
    const stuck = store.transaction(() => new Promise<void>((resolve) => (finish = resolve)))
    const readiness = new ReadinessCheck(controllerParts(server.netloom), { timeout: 50, logger: new ErrorLog() })
    expect(await readiness.ask()).toMatchObject({
      parts: { store: 'failed' },
      cause: 'The store is not available: no answer within 50 ms',
    })
    finish()
    await stuck
    // It tries by itself once in a second.
    await vi.waitFor(
      async () => {
        expect(await readiness.ask()).toEqual({ ready: true, parts: { store: 'ok', feed: 'ok' } })
      },
      { timeout: 20_000, interval: 100 },
    )
  })
})
