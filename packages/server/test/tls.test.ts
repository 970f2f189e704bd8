import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { testAuthority, type TestAuthority } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { agentTokens, TokenFile } from '../src/index.ts'
import { listen, type Listening } from './support/listen.ts'

let folder: string
let authority: TestAuthority
let server: Listening | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-tls-'))
  authority = await testAuthority(folder)
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true })
})

interface Seen {
  readonly status: number
  readonly subject: string
  readonly text: string
}

function get(url: string, ca: string | undefined, agent?: Agent): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { rejectUnauthorized: true, ...(ca !== undefined && { ca }), agent })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const { socket } = response
      const subject = socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : 'in the clear'
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, subject, text })
      })
    })
    outgoing.end()
  })
}

describe('a server with a certificate', () => {
  it('serves API and agents over TLS only, and renews the certificate under open connections', async () => {
    const [first, second] = [await authority.issue('first'), await authority.issue('second')]
    const { ca } = authority
    server = await listen({ tls: first })
    const { url, agentUrl, port } = server
    expect([url, agentUrl]).toEqual([`https://127.0.0.1:${String(port)}`, `wss://127.0.0.1:${String(port)}/agent`])
    const kept = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await get(`${url}/v2.0/networks`, ca, kept)).toMatchObject({ status: 200, subject: 'first' })
    expect((await get(`${url}/`, ca)).text).toContain(`https://127.0.0.1:${String(port)}/v2.0`)
    await expect(get(`${url}/`, undefined)).rejects.toThrow(/certificate/)
    await expect(fetch(`http://127.0.0.1:${String(port)}/`)).rejects.toThrow()

    const agent = new WebSocket(agentUrl, { ca })
    await once(agent, 'open')
    server.renewCertificate(second)
    expect(await get(`${url}/`, ca, new Agent())).toMatchObject({ status: 200, subject: 'second' })
    expect(await get(`${url}/`, ca, kept)).toMatchObject({ status: 200, subject: 'first' })
    expect(agent.readyState).toBe(WebSocket.OPEN)
    agent.terminate()
    kept.destroy()

    expect(() => server?.renewCertificate({ cert: first.cert, key: second.key })).toThrow(/cannot be used/)
    expect(await get(`${url}/`, ca, new Agent())).toMatchObject({ subject: 'second' })
  })

  it('does not start with a certificate and another one’s key', async () => {
    const [one, two] = [await authority.issue('one'), await authority.issue('two')]
    await expect(listen({ tls: { cert: one.cert, key: two.key } })).rejects.toMatchObject({
      code: 'ConfigurationError',
    })
  })
})

describe('listening beyond loopback', () => {
  it('in the clear needs an explicit word, which the error names', async () => {
    const file = join(folder, 'tokens.json')
    await new TokenFile(file).add({ host: 'h1' })
    const tokens = await agentTokens({ file })
    await expect(listen({ host: '0.0.0.0', agentTokens: tokens })).rejects.toThrow(/in the clear.*--insecure-listen/s)
    const meant = await listen({ host: '0.0.0.0', agentTokens: tokens, allowInsecure: true })
    await meant.close()
    const encrypted = await listen({ host: '0.0.0.0', agentTokens: tokens, tls: await authority.issue('any') })
    await encrypted.close()
  })

  it('takes tokens of hosts, not one secret for all', async () => {
    const tls = await authority.issue('shared')
    await expect(listen({ host: '0.0.0.0', tls, agentToken: 'secret' })).rejects.toThrow(/token create --agent --host/)
    await expect(listen({ host: '0.0.0.0', tls })).rejects.toThrow(/needs a token for each host/)
  })
})
