import { hostname } from 'node:os'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextOf, noAuth } from '../../src/index.ts'
import { listen, type Listening } from '../support/listen.ts'

let server: Listening
beforeAll(async () => {
  server = await listen({ contextOf: contextOf(noAuth({ names: ['controller.example'] })) })
})
afterAll(() => server.close())

/** What a POST that would make a network is answered; node:http, since fetch sends no headers of a browser's own. */
function status(headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${server.url}/v2.0/networks`, { method: 'POST', headers })
    outgoing.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    outgoing.on('error', reject)
    outgoing.end('{"network":{}}')
  })
}

const port = (): string => String(server.port)

describe('a server without authentication', () => {
  it.each([
    ['a page of another site', () => ({ origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['a page of another port of this machine', () => ({ 'sec-fetch-site': 'same-site' })],
    ['a sandboxed page', () => ({ origin: 'null' })],
    ['an old browser', () => ({ origin: `http://localhost:${String(server.port + 1)}` })],
    ['a page whose name leads here', () => ({ host: `rebound.example:${port()}` })],
    ['that page, which calls it its own origin', () => ({ host: 'a.example', origin: 'http://a.example' })],
    ['a name that begins like an address', () => ({ host: `127.0.0.1.evil.example:${port()}` })],
  ])('refuses %s', async (_, headers) => {
    expect(await status(headers())).toBe(403)
    expect(await server.netloom.networks.list(await contextOf(noAuth())({}, 'r'), {})).toHaveLength(0)
  })

  it('serves clients that are no browsers, and its own pages', async () => {
    const own = `127.0.0.1:${port()}`
    for (const headers of [
      {},
      { host: own },
      { host: `localhost:${port()}` },
      { host: `[::1]:${port()}` },
      { host: hostname() },
      { host: 'controller.example' },
      { 'user-agent': 'openstacksdk/4.0' },
      { host: own, origin: `http://${own}`, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ] as const)
      expect(await status(headers)).toBe(201)
  })
})
