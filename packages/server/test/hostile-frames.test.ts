import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { type AgentFrame, hostTopic } from '@netloom/core/wire'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Client } from './client.ts'
import { listen, type Listening } from './support/listen.ts'

const TOKEN = 'secret'
let server: Listening
beforeAll(async () => {
  server = await listen({ agentToken: TOKEN, agents: { ungreeted: { total: 8, perAddress: 4 } } })
})
afterAll(() => server.close())

async function agent(): Promise<Client> {
  const client = new Client(server.agentUrl, TOKEN)
  await client.opened()
  return client
}

async function greeted(host: string): Promise<Client> {
  const client = await agent()
  client.hello(host)
  expect(await client.next()).toMatchObject({ type: 'welcome' })
  return client
}

/** The controller serves an agent that came before, and one that comes now. */
async function isServed(bystander: Client): Promise<void> {
  bystander.send({ type: 'heartbeat', id: 1, topics: [] })
  expect(await bystander.next()).toEqual({ type: 'ack', id: 1 })
  const other = await greeted('newcomer')
  other.terminate()
  await other.closed()
}

const nested = (depth: number): string => `{"type":"watch","topic":${'['.repeat(depth)}${']'.repeat(depth)}}`
const deepHello = (depth: number): string =>
  `{"type":"hello","protocol":2,"agent":{"agentType":"x","binary":"x","host":"h","start":true,"configurations":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}`
const hello = (more: object): string =>
  JSON.stringify({
    type: 'hello',
    protocol: 2,
    agent: { agentType: 'x', binary: 'x', host: 'h', start: true, configurations: {}, ...more },
  })

const HOSTILE: readonly (readonly [what: string, frame: string | Buffer])[] = [
  ['nested 5,000 deep', nested(5_000)],
  ['nested a million deep', nested(1_000_000)],
  ['a hello nested 5,000 deep', deepHello(5_000)],
  ['brackets that never close', '['.repeat(30_000)],
  ['a __proto__', '{"type":"watch","topic":"t","__proto__":{"admin":true}}'],
  ['an escaped __proto__', '{"type":"watch","topic":"t","\\u005f_proto__":{"admin":true}}'],
  ['a topic of 100,000 characters', JSON.stringify({ type: 'watch', topic: 'x'.repeat(100_000) })],
  ['a number for a topic', '{"type":"watch","topic":7}'],
  ['an array of types', '{"type":["watch"],"topic":"t"}'],
  ['a report of no array', '{"type":"report","id":1,"ports":{"length":4294967295}}'],
  ['an id beyond integers', '{"type":"heartbeat","id":1e400,"topics":[]}'],
  ['a host of 10,000 characters', hello({ host: 'h'.repeat(10_000) })],
  ['a null', 'null'],
  ['nothing', ''],
  ['binary', Buffer.from([0, 255, 254, 1])],
]

describe('hostile frames end their own link and nothing else', () => {
  it.each(HOSTILE)('before hello: %s', async (_, frame) => {
    const bystander = await greeted('bystander')
    const hostile = await agent()
    hostile.raw(frame)
    await hostile.closed()
    await isServed(bystander)
    bystander.terminate()
  })

  it.each(HOSTILE)('after hello: %s', async (_, frame) => {
    const bystander = await greeted('bystander')
    const hostile = await greeted('hostile')
    hostile.raw(frame)
    await hostile.closed()
    await isServed(bystander)
    expect(({} as { readonly admin?: boolean }).admin).toBeUndefined()
    bystander.terminate()
  })

  it('any JSON, any text and any bytes, whole or in fragments', { timeout: 60_000 }, async () => {
    const bystander = await greeted('bystander')
    const anything = fc.oneof(
      fc.json({ maxDepth: 8 }).map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          type: fc.constantFrom('hello', 'watch', 'unwatch', 'report', 'wired', 'heartbeat', 'snapshot', '__proto__'),
          id: fc.anything(),
          topic: fc.anything(),
          ports: fc.anything(),
          topics: fc.anything(),
          agent: fc.anything(),
        })
        .map((frame) => Buffer.from(safeText(frame))),
    )
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), fc.boolean(), async (bytes, says, inFragments) => {
        const hostile = says ? await greeted('hostile') : await agent()
        if (inFragments)
          for (const byte of bytes.subarray(0, 50))
            hostile.socket.send(Buffer.from([byte]), { fin: false, binary: false })
        hostile.socket.send(bytes, { binary: false })
        await Promise.race([hostile.closed(), after(20)])
        hostile.terminate()
        await hostile.closed()
      }),
      { numRuns: 120 },
    )
    await isServed(bystander)
    bystander.terminate()
  })
})

function safeText(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))
  } catch {
    return 'null'
  }
}

/** Upgrades by hand, and sends what no WebSocket client would. Resolves when the stream has ended, with what was heard. */
async function raw(authorization: string, then: (socket: Socket) => void): Promise<string> {
  const socket = connectTcp(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  let heard = ''
  socket.on('data', (data: Buffer) => {
    if (heard === '') then(socket)
    heard += data.toString('latin1')
  })
  const lines = ['GET /agent HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade', authorization]
  const rest = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
  socket.write(`${[...lines, ...rest].filter((line) => line !== '').join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => socket.once('close', resolve))
  return heard
}

/** Head of a masked text frame that announces `length` bytes. */
function announce(length: number): Buffer {
  const head = Buffer.alloc(14)
  head.writeUInt8(0x81, 0)
  head.writeUInt8(0xff, 1)
  head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

describe('sockets that have not said hello', () => {
  it('never exist without the token: the upgrade is answered with 401', async () => {
    const heard = await raw('', () => undefined)
    expect(heard).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('may not send more than 64 KiB, however the frame that they never finish is announced', async () => {
    const before = process.memoryUsage().rss
    const started = performance.now()
    const part = Buffer.alloc(1024 * 1024, 'x')
    const floods = Array.from({ length: 4 }, () =>
      raw(`Authorization: Bearer ${TOKEN}`, (socket) => {
        socket.write(announce(4_000_000))
        socket.write(part)
        socket.write(part)
        socket.write(part)
      }),
    )
    for (const heard of await Promise.all(floods)) expect(heard).toMatch(/^HTTP\/1\.1 101 /)
    // Long before the time for a hello is over.
    expect(performance.now() - started).toBeLessThan(8_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('are four from one address here: the fifth is told 503, and one that leaves makes room', async () => {
    const silent = await Promise.all(Array.from({ length: 4 }, () => agent()))
    expect(await raw(`Authorization: Bearer ${TOKEN}`, () => undefined)).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After/)
    silent[0]?.hello('first')
    expect(await silent[0]?.next()).toMatchObject({ type: 'welcome' })
    const next = await agent()
    for (const client of [...silent, next]) {
      client.terminate()
      await client.closed()
    }
  })
})

describe('a fault in handling one agent', () => {
  it('closes that link only', async () => {
    const bystander = await greeted('bystander')
    const victim = await greeted('victim')
    const { feed } = server.netloom
    const broken = hostTopic('victim')
    const { watch } = feed
    feed.watch = (topic, ...rest) => {
      if (topic === broken) throw new Error('a fault of ours')
      return watch.call(feed, topic, ...rest)
    }
    victim.send({ type: 'watch', topic: broken } satisfies AgentFrame)
    await victim.closed()
    feed.watch = watch
    await isServed(bystander)
    bystander.terminate()
    expect(victim.socket.readyState).toBe(WebSocket.CLOSED)
  })
})
