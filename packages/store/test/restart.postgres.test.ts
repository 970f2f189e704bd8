import type { Store } from '@netloom/core/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { OwnServer } from './support/own-server.ts'

let server: OwnServer
const stores: Store[] = []
beforeAll(async () => {
  server = await OwnServer.start()
  // Two controllers that start at the same moment on a database without tables.
  stores.push(...[0, 1].map(() => postgresStore({ url: server.url, poll: 60_000 })))
  await Promise.all(stores.map((store) => store.initialize()))
})
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()))
  await server.stop()
})

describe.each(['restart', 'kill'] as const)('a server that is gone for a moment (%s)', (how) => {
  it('costs a pause: no write fails or happens twice, reads go on, and others still hear of it', async () => {
    const [one, other] = stores as [Store, Store]
    const start = await one.log.head()
    let running = true
    let written = 0
    let enough = Infinity
    let recovered = (): void => undefined
    const goesOn = new Promise<void>((resolve) => {
      recovered = resolve
    })
    const writeOn = async (lane: number): Promise<void> => {
      for (let n = 0; running; n += 1) {
        const key = `${how}/${String(lane)}/${String(n)}`
        await one.transaction((tx) => tx.publish([{ topic: 't', key, revision: 1, body: {} }]))
        written += 1
        if (written === enough) recovered()
      }
    }
    const writing = Promise.all([0, 1, 2].map(writeOn))
    const reading = (async () => {
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- changed elsewhere
      while (running) await other.log.head()
    })()
    await server.again(how)
    enough = written + 10
    await goesOn
    running = false
    await Promise.all([writing, reading])
    const log = await other.log.read(start, 1e6)
    expect(log.map(({ rev }) => rev)).toEqual(log.map((_, n) => start + n + 1))
    expect(log).toHaveLength(written)
    expect(log.every(({ previousRevision }) => previousRevision === 0)).toBe(true)
    const heard = new Promise<void>((resolve) => other.log.onCommit(resolve))
    await one.transaction((tx) => tx.publish([{ topic: 'after', key: how, revision: 1, body: {} }]))
    await heard
    expect(await other.log.head()).toBe(start + written + 1)
  })
})
