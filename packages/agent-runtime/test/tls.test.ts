import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testAuthority, type TestAuthority, type TestCertificate } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { checkControllerUrls } from '../src/controller-urls.ts'
import { connectWebSocket } from '../src/index.ts'

let folder: string
let authority: TestAuthority
let stranger: TestAuthority

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-agent-tls-'))
  authority = await testAuthority(folder)
  stranger = await testAuthority(folder, 'stranger')
})
afterAll(() => rm(folder, { recursive: true }))

async function serve({ cert, key }: TestCertificate): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer({ cert, key })
  new WebSocketServer({ server })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `wss://127.0.0.1:${String((server.address() as AddressInfo).port)}/agent` }
}

describe('an agent that connects over TLS', () => {
  it('takes a controller whose certificate its authority signed for that address', async () => {
    const { server, url } = await serve(await authority.issue('good'))
    const channel = await connectWebSocket(url, undefined, { ca: authority.ca })
    expect(channel.backlog).toBe(0)
    channel.close()
    server.close()
  })

  it.each([
    ['another authority', () => stranger.issue('foreign'), /certificate/],
    ['another address', () => authority.issue('elsewhere', ['192.0.2.1']), /altnames/],
  ])('refuses a certificate of %s, whatever the environment says', async (_, issue, message) => {
    const { server, url } = await serve(await issue())
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      await expect(connectWebSocket(url, undefined, { ca: authority.ca })).rejects.toThrow(message)
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
    server.close()
  })
})

describe('URLs of controllers', () => {
  it('beyond loopback need TLS or an explicit word, which the error names', () => {
    const fine = ['ws://127.0.0.1:9696/agent', 'ws://[::1]:1/agent', 'ws://localhost:1/agent', 'wss://192.0.2.1/agent']
    expect(() => {
      checkControllerUrls(fine)
      checkControllerUrls(['ws://192.0.2.1/agent'], true)
    }).not.toThrow()
    for (const url of ['ws://192.0.2.1:9696/agent', 'ws://localhost.example/agent', 'ws://[2001:db8::1]/agent'])
      expect(() => {
        checkControllerUrls([url])
      }).toThrow('--insecure-controller')
    for (const url of ['http://127.0.0.1:9696', 'x', ''])
      expect(() => {
        checkControllerUrls([url])
      }).toThrow('no URL of an agent link')
  })
})
