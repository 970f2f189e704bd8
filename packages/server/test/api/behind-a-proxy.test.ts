import { afterEach, describe, expect, it } from 'vitest'
import { listen, type Listening } from '../support/listen.ts'
import type { ServerOptions } from '../../src/start-server.ts'
import { statuses, talk } from '../limits/raw-socket.ts'

let server: Listening | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
async function started(options: Partial<ServerOptions> = {}): Promise<Listening> {
  server = await listen(options)
  for (const name of ['a', 'b']) await api(server, 'POST', '/networks', { network: { name } })
  return server
}

async function api(at: Listening, method: string, path: string, body: unknown, headers = {}): Promise<Response> {
  return fetch(`${at.url}/v2.0${path}`, { method, headers, body: JSON.stringify(body) })
}

/** Where the link to the next page leads. */
async function next(at: Listening, head: string, target = '/v2.0/networks?limit=1', version = '1.1'): Promise<string> {
  const heard = await talk(at.port, `GET ${target} HTTP/${version}\r\n${head}Connection: close\r\n\r\n`)
  return /"rel":"next","href":"([^"]*?)\/v2\.0\/networks/.exec(heard)?.[1] ?? heard
}

const HOST = 'Host: inner:9696\r\n'

describe('links', () => {
  it.each([
    ['X-Forwarded-Proto: https\r\nX-Forwarded-Host: net.example.org\r\n', 'https://net.example.org'],
    ['X-Forwarded-Proto: https\r\n', 'https://inner:9696'],
    ['X-Forwarded-Proto: https\r\nX-Forwarded-Port: 8443\r\n', 'https://inner:8443'],
    [
      'X-Forwarded-Proto: https\r\nX-Forwarded-Host: net.example.org\r\nX-Forwarded-Port: 443\r\n',
      'https://net.example.org',
    ],
    [
      'Forwarded: for=192.0.2.1;proto=https;host="net.example.org:8443", for=10.0.0.1\r\n',
      'https://net.example.org:8443',
    ],
    ['X-Forwarded-Prefix: /network\r\n', 'http://inner:9696/network'],
    ['X-Forwarded-Host: evil"><b>\r\nX-Forwarded-Proto: javascript\r\n', 'http://inner:9696'],
  ])('lead where the proxy says: %j', async (head, origin) => {
    expect(await next(await started({ proxyHeaders: true }), HOST + head)).toBe(origin)
  })

  it('do not believe strangers who say that they are a proxy', async () => {
    const head = `${HOST}X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: host=evil\r\n`
    expect(await next(await started(), head)).toBe('http://inner:9696')
  })

  it('lead where the operator says', async () => {
    const at = await started({ linkPrefix: 'https://net.example.org/network/' })
    expect(await next(at, HOST)).toBe('https://net.example.org/network')
  })

  it('lead to the address that was reached, where nothing else is said', async () => {
    const at = await started()
    expect(await next(at, '', '/v2.0/networks?limit=1', '1.0')).toBe(at.url)
    expect(await next(at, HOST, `${at.url}/v2.0/networks?limit=1`)).toBe(at.url)
  })
})

describe('rates of client addresses', () => {
  /** Statuses of 15 requests at once, of which ten are let through, and of one that says that it is somebody else's. */
  async function crowd(proxyHeaders: boolean, mine: (n: number) => string, other: string): Promise<readonly number[]> {
    const at = await listen({ proxyHeaders, limits: { requestsPerSecond: 1 } })
    server = at
    const get = (more: string): string => `GET / HTTP/1.1\r\n${HOST}${more}`
    const asked = Array.from({ length: 15 }, (_, n) => get(`${mine(n)}\r\n`)).join('')
    const heard = statuses(await talk(at.port, `${asked}${get(`${other}Connection: close\r\n\r\n`)}`))
    return [heard.slice(0, 15).filter((one) => one === 429).length, heard.at(-1) ?? 0]
  }

  it.each([
    [(n: number) => `X-Forwarded-For: 198.51.100.${String(n)}, 192.0.2.1\r\n`, 'X-Forwarded-For: 192.0.2.2\r\n'],
    [(n: number) => `X-Forwarded-For: 192.0.2.1:${String(n + 1)}\r\n`, 'X-Forwarded-For: 192.0.2.2:1\r\n'],
    [(n: number) => `Forwarded: for=198.51.100.${String(n)}, for=192.0.2.1\r\n`, 'Forwarded: for=192.0.2.2\r\n'],
    [
      (n: number) => `Forwarded: for="[2001:db8::${String(n)}]:80";proto=https\r\n`,
      'Forwarded: for="[2001:db8:1::1]:80"\r\n',
    ],
    [
      (n: number) => `X-Forwarded-For: 192.0.2.1\r\nForwarded: for=198.51.100.${String(n)}\r\n`,
      'X-Forwarded-For: 192.0.2.2\r\n',
    ],
    [(n: number) => `X-Forwarded-For: nonsense${String(n)}\r\n`, 'X-Forwarded-For: 192.0.2.2\r\n'],
  ])('count whom the last proxy speaks for, and nothing that clients put before: %s', async (mine, other) => {
    const [refused = 0, status] = await crowd(true, mine, other)
    expect(refused).toBeGreaterThanOrEqual(1)
    expect(status).toBe(200)
  })

  it('count the address of the connection where no proxy is to be believed', async () => {
    const mine = (n: number): string => `X-Forwarded-For: 192.0.2.${String(n)}\r\n`
    const [refused = 0, status] = await crowd(false, mine, 'X-Forwarded-For: 198.51.100.1\r\n')
    expect(refused).toBeGreaterThanOrEqual(1)
    expect(status).toBe(429)
  })
})

describe('requests of one connection', () => {
  it('see what those before them did, however fast they follow', async () => {
    const at = await started()
    for (let round = 0; round < 10; round += 1) {
      const made = await api(at, 'POST', '/networks', { network: { name: 'old' } })
      const { network } = (await made.json()) as { readonly network: { readonly id: string } }
      const path = `/v2.0/networks/${network.id}`
      const body = '{"network":{"name":"new"}}'
      const heard = await talk(
        at.port,
        `PUT ${path} HTTP/1.1\r\n${HOST}Content-Length: ${String(body.length)}\r\n\r\n${body}` +
          `GET ${path}?fields=name HTTP/1.1\r\n${HOST}\r\n` +
          `DELETE ${path} HTTP/1.1\r\n${HOST}\r\n` +
          `GET ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
        // The server ends it.
        30_000,
      )
      expect(statuses(heard)).toEqual([200, 200, 204, 404])
      expect(heard).toContain('{"network":{"name":"new"}}')
    }
  })
})

describe('what clients and load balancers send', () => {
  it('is understood: two slashes, OPTIONS, any type of body, a quoted If-Match', async () => {
    const at = await started()
    expect((await fetch(`${at.url}//v2.0//networks`)).status).toBe(200)
    for (const method of ['OPTIONS', 'HEAD']) expect((await fetch(`${at.url}/`, { method })).status, method).toBe(200)
    for (const type of ['text/plain', 'nonsense', 'application/xml; charset=x', '/', ';;;']) {
      const answer = await api(at, 'POST', '/networks', { network: {} }, { 'content-type': type })
      expect(answer.status, type).toBe(201)
    }
    const { network } = (await (await api(at, 'POST', '/networks', { network: {} })).json()) as {
      readonly network: { readonly id: string; readonly revision_number: number }
    }
    const put = async (match: string): Promise<number> =>
      (await api(at, 'PUT', `/networks/${network.id}`, { network: { name: 'x' } }, { 'if-match': match })).status
    expect(await put('"revision_number=77"')).toBe(412)
    expect(await put(`"revision_number=${String(network.revision_number)}"`)).toBe(200)
  })

  it('is answered as oslo.middleware does: /healthcheck', async () => {
    const at = await started()
    const answer = await fetch(`${at.url}/healthcheck`)
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=UTF-8',
      'OK',
    ])
    expect((await fetch(`${at.url}/healthcheck`, { method: 'HEAD' })).status).toBe(204)
  })
})

describe('web pages of other sites', () => {
  const ORIGIN = 'https://horizon.example.org'
  const ask = (at: Listening, headers: Readonly<Record<string, string>>, path = '/v2.0/networks'): Promise<Response> =>
    fetch(`${at.url}${path}`, { method: 'OPTIONS', headers })
  const QUESTION = {
    origin: ORIGIN,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'x-auth-token, content-type',
  }
  const said = (answer: Response, name: string): string | null => answer.headers.get(`access-control-${name}`)

  it('are told nothing unless the operator allows them', async () => {
    const at = await started()
    expect(said(await ask(at, QUESTION), 'allow-origin')).toBeNull()
    expect(said(await fetch(`${at.url}/v2.0/networks`, { headers: { origin: ORIGIN } }), 'allow-origin')).toBeNull()
  })

  it('may call it where the operator says so, with the methods and headers that are allowed', async () => {
    const contextOf = (): Promise<never> => Promise.reject(new Error('asked who it is'))
    const at = await listen({ cors: { allowedOrigins: [ORIGIN] }, contextOf })
    server = at
    const answer = await ask(at, QUESTION)
    expect([answer.status, said(answer, 'allow-origin'), said(answer, 'allow-methods')]).toEqual([200, ORIGIN, 'PUT'])
    expect([said(answer, 'allow-headers'), said(answer, 'max-age'), said(answer, 'allow-credentials')]).toEqual([
      'x-auth-token,content-type',
      '3600',
      'true',
    ])
    expect(answer.headers.get('vary')).toBe('Origin')
    for (const change of [
      { origin: 'https://evil.example.org' },
      { 'access-control-request-method': 'TRACE' },
      { 'access-control-request-headers': 'x-evil' },
    ]) {
      expect(said(await ask(at, { ...QUESTION, ...change }), 'allow-origin')).toBeNull()
    }
    // refusals are for the page to read, too
    const refused = await fetch(`${at.url}/v2.0/networks`, { headers: { origin: ORIGIN } })
    expect([refused.status, said(refused, 'allow-origin')]).toEqual([500, ORIGIN])
    expect(said(refused, 'expose-headers')).toContain('X-OpenStack-Request-ID')
  })
})
