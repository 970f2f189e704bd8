import { setTimeout as after } from 'node:timers/promises'
import { adminContext, type Logger, type Netloom } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { postgresStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { OwnServer } from '../../../store/test/support/own-server.ts'
import { startServer, type RunningServer } from '../../src/start-server.ts'

const log: string[] = []
const quiet = (): void => undefined
const keep = (_: object, message: string): void => {
  log.push(message)
}
const logger: Logger = { debug: quiet, info: quiet, warn: keep, error: keep }

let database: OwnServer
let netloom: Netloom
let server: RunningServer
beforeAll(async () => {
  database = await OwnServer.start()
  const store = postgresStore({ url: database.url, readers: 2 })
  netloom = await createNetloom({
    modules: [vxlan({ vniRanges: [[1, 99]] })],
    store,
    ml2: { projectNetworkTypes: ['vxlan'] },
    logger,
  })
  const contextOf = (): Promise<ReturnType<typeof adminContext>> => Promise.resolve(adminContext('admin'))
  server = await startServer({ netloom, contextOf, port: 0, store, logger, limits: { eventLoopDelay: 0 } })
})
afterAll(async () => {
  await server.close()
  await netloom.close()
  await database.stop()
})

async function readyz(): Promise<readonly [number, unknown]> {
  const answer = await fetch(`${server.url}/readyz`)
  return [answer.status, await answer.json()]
}

const create = async (): Promise<number> =>
  (await fetch(`${server.url}/v2.0/networks`, { method: 'POST', body: '{"network":{}}' })).status

it('a PostgreSQL that is gone is said once, by log and /readyz, and the controller is ready by itself when it is back', async () => {
  expect([await create(), (await readyz())[0]]).toEqual([201, 200])
  await database.be('down')
  await after(600)
  const [status, body] = await readyz()
  expect([status, body]).toEqual([
    503,
    expect.objectContaining({ cause: 'The store is not available: no connection to PostgreSQL' }),
  ])
  // A write waits for the server, and is refused in the end; the watching of agents and of the log fails meanwhile.
  expect(await create()).toBe(503)
  expect((await readyz())[0]).toBe(503)
  expect(log).toEqual(['the store cannot be written; trying again until it can'])
  await database.be('up')
  await vi.waitFor(async () => expect((await readyz())[0]).toBe(200), { timeout: 20_000, interval: 200 })
  expect(await create()).toBe(201)
  expect(log).toEqual(['the store cannot be written; trying again until it can', 'the store can be written again'])
})
