import { once } from 'node:events'
import type { Cursor } from '@netloom/core'
import type { AgentFrame, Channel, ControllerFrame } from '@netloom/core/wire'
import { type AgentReport, ConfigurationError } from '@netloom/core'
import type { AgentService, PortService } from '@netloom/core/services'
import type { Store } from '@netloom/core/store'
import { AgentSessions, FeedHub } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { agentLinkServer, type AgentLinkOptions, type AgentLinkServer } from '../src/index.ts'
import { Client } from './client.ts'

const agents = {
  hello: async ({ host }: AgentReport) => ({ agent: { id: host }, result: 'alive' }),
  heartbeat: async () => undefined,
} as unknown as AgentService
const ports = { rebindFailed: async () => undefined } as unknown as PortService

let store: Store
let hub: FeedHub
let sessions: AgentSessions
let server: AgentLinkServer
let clients: Client[]

beforeEach(async () => {
  store = sqliteStore(':memory:')
  await store.initialize()
  hub = new FeedHub({ log: store.log })
  sessions = new AgentSessions({ feed: hub, agents, ports, heartbeatInterval: 30 })
  clients = []
})
afterEach(async () => {
  for (const client of clients) client.terminate()
  await server.close()
  await hub.close()
  await store.close()
})

async function listen(options: Partial<AgentLinkOptions> = {}): Promise<void> {
  const serveAgent = (channel: Channel<ControllerFrame, AgentFrame>): void => {
    sessions.serve(channel)
  }
  server = await agentLinkServer({ netloom: { serveAgent }, port: 0, ...options })
}

async function connect(token?: string): Promise<Client> {
  const client = new Client(server.url, token)
  clients.push(client)
  await client.opened()
  return client
}

const publish = (key: string, body: unknown = { key }): Promise<void> =>
  store.transaction((tx) => tx.publish([{ topic: 'network/n', key, revision: 1, body }]))

describe('the agent link', () => {
  it('carries hello, watch, snapshot, change, and resumes with the cursor at the next connection', async () => {
    await listen({ token: 'secret' })
    await publish('a')
    const first = await connect('secret')
    first.hello()
    expect(await first.next()).toMatchObject({ type: 'welcome', agentId: 'host1', epoch: store.log.epoch })
    first.send({ type: 'watch', topic: 'network/n' })
    expect(await first.next()).toMatchObject({
      type: 'snapshot',
      items: [{ key: 'a', revision: 1, body: { key: 'a' } }],
    })
    await publish('ü', { name: 'Zürich → 東京' })
    const change = (await first.next()) as Extract<ControllerFrame, { type: 'change' }>
    expect(change.changes).toEqual([{ key: 'ü', revision: 1, body: { name: 'Zürich → 東京' } }])
    first.terminate()
    await publish('c')
    const second = await connect('secret')
    second.hello()
    await second.next()
    const after: Cursor = change.cursor
    second.send({ type: 'watch', topic: 'network/n', after })
    expect(await second.next()).toMatchObject({ type: 'change', previous: after.rev, changes: [{ key: 'c' }] })
    second.send({ type: 'heartbeat', id: 7, topics: [] })
    expect(await second.next()).toEqual({ type: 'ack', id: 7 })
  })

  it('sends one change to a hundred agents as the same text, made once', async () => {
    await listen()
    const many = await Promise.all(Array.from({ length: 100 }, () => connect()))
    for (const [n, client] of many.entries()) {
      client.hello(`host${String(n)}`)
      client.send({ type: 'watch', topic: 'network/n' })
    }
    for (const client of many)
      expect([await client.next(), await client.next()]).toMatchObject([{ type: 'welcome' }, { type: 'snapshot' }])
    await publish('a')
    const changes = await Promise.all(many.map((client) => client.next()))
    expect(changes.every(({ type }) => type === 'change')).toBe(true)
    expect(new Set(many.map(({ lastText }) => lastText)).size).toBe(1)
    expect(hub.counters).toMatchObject({ publications: 1, deliveries: 200 })
    expect(sessions.size).toBe(100)
  })

  it(
    'sends 12 MB of one topic in bounded frames, while another agent’s topic is served',
    { timeout: 60_000 },
    async () => {
      await listen()
      for (let part = 0; part < 4; part += 1) {
        await store.transaction((tx) =>
          tx.publish(
            Array.from({ length: 50 }, (_, n) => ({
              topic: 'network/long',
              key: `port/${String(part)}-${String(n)}`,
              revision: 1,
              body: { text: 'x'.repeat(60_000) },
            })),
          ),
        )
      }
      await publish('a')
      const long = await connect()
      let longest = 0
      long.socket.on('message', (data: Buffer) => {
        longest = Math.max(longest, data.length)
      })
      long.hello('long')
      await long.next()
      long.send({ type: 'watch', topic: 'network/long' })
      const keys = new Set<string>()
      for (let count = 1, seen = 0; seen < count; seen += 1) {
        const frame = (await long.next()) as Extract<ControllerFrame, { type: 'snapshot' }>
        if (seen === 1) {
          const other = await connect()
          other.hello('other')
          await other.next()
          other.send({ type: 'watch', topic: 'network/n' })
          expect(await other.next()).toMatchObject({ type: 'snapshot', items: [{ key: 'a' }] })
        }
        count = frame.piece?.count ?? 1
        for (const { key } of frame.items) keys.add(key)
      }
      expect(keys.size).toBe(200)
      expect(longest).toBeLessThan(400_000)
    },
  )

  it.each([undefined, 'secre', 'secrets', 'wrong!'])('refuses the token %s at the upgrade', async (token) => {
    await listen({ token: 'secret' })
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const stranger = new WebSocket(server.url, { headers })
    const [error] = (await once(stranger, 'error')) as [Error]
    expect(error.message).toMatch(/401/)
    expect(sessions.size).toBe(0)
  })

  it.each([
    ['no JSON', 'hello?'],
    ['JSON that is no frame', '[1,2,3]'],
    ['a null', 'null'],
  ])('refuses %s, and goes on with others', async (_, text) => {
    await listen()
    const client = await connect()
    client.raw(text)
    expect(await client.next()).toMatchObject({ type: 'refused', code: 'InvalidFrame' })
    await client.closed()
    const other = await connect()
    other.hello()
    expect(await other.next()).toMatchObject({ type: 'welcome' })
  })

  it('refuses binary frames', async () => {
    await listen()
    const client = await connect()
    client.raw(Buffer.from('{}'))
    expect(await client.next()).toMatchObject({ type: 'refused', code: 'InvalidFrame' })
  })

  it('closes on a frame that is too large, without reading it', async () => {
    await listen({ maxFrame: 10_000 })
    const client = await connect()
    client.raw(`"${'x'.repeat(10_001)}"`)
    expect(await client.closed()).toBe(1009)
    const other = await connect()
    other.hello()
    expect(await other.next()).toMatchObject({ type: 'welcome' })
  })

  it('refuses who connects and says nothing', async () => {
    await listen({ helloTimeout: 30 })
    const client = await connect()
    expect(await client.next()).toMatchObject({ type: 'refused', code: 'HelloExpected' })
  })

  it('cuts off a peer that answers no ping, and keeps one that does', async () => {
    await listen({ pingInterval: 30 })
    const [dead, alive] = [await connect(), await connect()]
    dead.hello()
    await dead.next()
    // Reads nothing any more, as a machine without power.
    dead.freeze()
    let pings = 0
    const threePings = new Promise<void>((resolve) => {
      alive.socket.on('ping', () => {
        pings += 1
        if (pings === 3) resolve()
      })
    })
    await threePings
    // Its socket says that it is closed a moment after it was cut.
    await expect.poll(() => sessions.size, { timeout: 5_000 }).toBe(0)
    expect(alive.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('refuses web pages, and paths that are not its own', async () => {
    await listen()
    const page = new WebSocket(server.url, { origin: 'http://example.test' })
    const [pageError] = (await once(page, 'error')) as [Error]
    expect(pageError.message).toMatch(/403/)
    const elsewhere = new WebSocket(server.url.replace('/agent', '/other'))
    const [pathError] = (await once(elsewhere, 'error')) as [Error]
    expect(pathError.message).toMatch(/404/)
  })

  it('does not listen beyond this machine without a token', async () => {
    await listen()
    const open = agentLinkServer({ netloom: { serveAgent: () => undefined }, port: 0, host: '0.0.0.0' })
    await expect(open).rejects.toThrow(ConfigurationError)
    await expect(open).rejects.toThrow(/needs a token/)
  })

  it('says when its port is taken', async () => {
    await listen()
    const second = agentLinkServer({ netloom: { serveAgent: () => undefined }, port: server.port })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('closes its connections with it', async () => {
    await listen()
    const client = await connect()
    client.hello()
    await client.next()
    await server.close()
    expect(await client.closed()).toBe(1001)
  })
})
