import { HttpError } from '@netloom/api'
import { request } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen, type Listening } from '../support/listen.ts'
import { statuses, talk } from './raw-socket.ts'

let server: Listening
beforeAll(async () => {
  server = await listen({ limits: { headersTimeout: 400, requestTimeout: 800, keepAliveTimeout: 500 } })
})
afterAll(() => server.close())

const HEAD = 'Host: x\r\nContent-Type: application/json\r\n'
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
const last = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
const errorType = (heard: string): unknown => /"type":"(\w+)"/.exec(heard)?.[1]

async function isServed(): Promise<boolean> {
  const started = performance.now()
  const { ok } = await fetch(`${server.url}/v2.0/networks`)
  return ok && performance.now() - started < 1_000
}

/** One byte, and another one, until the server hangs up. Returns what it said. */
async function drip(start: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const heard = await talk(server.port, (socket) => {
    socket.write(start)
    timer = setInterval(() => socket.write('x'), 50)
  })
  clearInterval(timer)
  return heard
}

describe('connections that take their time', () => {
  it('are answered 408 and closed: headers that never end', async () => {
    const slow = drip('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    expect(await isServed()).toBe(true)
    const heard = await slow
    expect([statuses(heard), errorType(heard)]).toEqual([[408], 'HTTPRequestTimeout'])
  })

  it('are answered 408 and closed: a body that never ends', async () => {
    const slow = drip(`POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: 10000\r\n\r\n{`)
    expect(await isServed()).toBe(true)
    expect(statuses(await slow)).toEqual([408])
  })

  it('are closed: no request at all', async () => {
    const started = performance.now()
    expect(statuses(await talk(server.port, () => undefined))).toEqual([408])
    expect(performance.now() - started).toBeLessThan(2_500)
  })

  it('are closed when nothing follows an answer', async () => {
    const started = performance.now()
    expect(statuses(await talk(server.port, get('/')))).toEqual([200])
    expect(performance.now() - started).toBeLessThan(2_500)
  })
})

describe('requests that are none', () => {
  it.each([
    ['headers of 70 KB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
    ['a URL of 20 KB', last(`/v2.0/networks?name=${'x'.repeat(20_000)}`), 414],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 400],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['two lengths', `POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    [
      'a length and chunks',
      `POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n', 400],
    ['a method of its own', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a method that nobody uses', 'TRACE /v2.0/networks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a path that is none', 'GET /v2.0/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ])('%s: %#', async (_, text, status) => {
    const heard = await talk(server.port, text)
    expect(statuses(heard)).toEqual([status])
    expect(await isServed()).toBe(true)
  })

  it('say so in JSON', async () => {
    const heard = await talk(server.port, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`)
    expect(errorType(heard)).toBe('HTTPRequestHeaderFieldsTooLarge')
  })
})

describe('bodies of 100 MB', () => {
  const MEGABYTE = Buffer.alloc(1024 * 1024, 'x')

  /** Sends it as fast as it is taken; the status of the answer, or `cut` when the connection broke before. */
  function upload(headers: Readonly<Record<string, string>>): Promise<number | 'cut'> {
    return new Promise((resolve) => {
      const upload = request(`${server.url}/v2.0/networks`, { method: 'POST', headers })
      let sent = 0
      const more = (): void => {
        if (sent >= 100) upload.end()
        else {
          sent += 1
          upload.write(MEGABYTE, more)
        }
      }
      upload.on('response', (response) => {
        resolve(response.statusCode ?? 0)
        upload.destroy()
      })
      upload.on('error', () => {
        resolve('cut')
      })
      more()
    })
  }

  it('are refused by their length, or when they have become too long, and cost no memory', async () => {
    const before = process.memoryUsage().rss
    const length = { 'content-length': String(100 * MEGABYTE.length) }
    const uploads = Array.from({ length: 8 }, (_, n) => upload(n % 2 === 0 ? length : {}))
    expect(await isServed()).toBe(true)
    for (const outcome of await Promise.all(uploads)) expect([413, 'cut']).toContain(outcome)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE.length)
  })

  it('are told 413 when the client listens', async () => {
    const text = `POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: 104857600\r\n\r\n`
    const heard = await talk(server.port, text)
    expect([statuses(heard), errorType(heard)]).toEqual([[413], 'HTTPRequestEntityTooLarge'])
  })
})

describe('clients without credentials', () => {
  it('are told so before anything of a body is read', async () => {
    const strict = await listen({ contextOf: () => Promise.reject(new HttpError(401, 'HTTPUnauthorized', 'No.')) })
    const announced = `POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: 4000000\r\n\r\n{`
    const heard = await talk(strict.port, announced, 300)
    await strict.close()
    expect(statuses(heard)).toEqual([401])
  })
})

describe('connections beyond the limit', () => {
  it('are closed at once, and counted; one that ends makes room', async () => {
    const small = await listen({ limits: { connections: 3 } })
    const ends: (() => void)[] = []
    const held = [1, 2, 3].map(() => talk(small.port, (socket) => ends.push(() => socket.destroy())))
    while (ends.length < 3) await after(5)
    expect(await talk(small.port, last('/healthz'))).toBe('')
    ends[0]?.()
    await held[0]
    let heard = ''
    while (heard === '') heard = await talk(small.port, last('/metrics'))
    expect(heard).toMatch(/^netloom_http_connections_dropped_total [1-9]/m)
    for (const end of ends) end()
    await Promise.all(held)
    await small.close()
  })
})

describe('one connection', () => {
  it('answers requests in the order in which they were sent, without waiting for the first', async () => {
    const body = '{"network":{"name":"pipeline"}}'
    const create = `POST /v2.0/networks HTTP/1.1\r\n${HEAD}Content-Length: ${String(body.length)}\r\n\r\n${body}`
    const others = [get('/v2.0/networks?name=nothing'), get('/nowhere'), last('/')]
    const heard = await talk(server.port, [create, ...others].join(''))
    expect(statuses(heard)).toEqual([201, 200, 404, 200])
  })

  it('may end in the middle of an answer', async () => {
    const socket = talk(server.port, (connection) => {
      connection.write(get('/v2.0/networks'))
      connection.destroy()
    })
    await socket
    await after(20)
    expect(await isServed()).toBe(true)
  })
})
