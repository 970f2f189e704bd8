import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ControllerFrame } from '@netloom/core/wire'
import { connectWebSocket } from '../src/index.ts'

let server: WebSocketServer
let url: string

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/agent`
})
afterEach(() => {
  for (const socket of server.clients) socket.terminate()
  server.close()
})

const accepted = async (): Promise<WebSocket> => ((await once(server, 'connection')) as [WebSocket])[0]
const ack: ControllerFrame = { type: 'ack', id: 7 }

describe('an agent’s WebSocket channel', () => {
  it('carries frames both ways, also those that came before anybody listened', async () => {
    const [channel, peer] = await Promise.all([connectWebSocket(url), accepted()])
    peer.send(JSON.stringify(ack))
    const asked = once(peer, 'message')
    channel.send({ type: 'unwatch', topic: 't' })
    expect(JSON.parse(String((await asked)[0]))).toEqual({ type: 'unwatch', topic: 't' })
    const frame = await new Promise((resolve) => {
      channel.onFrame(resolve)
    })
    expect(frame).toEqual(ack)
  })

  it('tells once that it is closed, also who listens late', async () => {
    const [channel, peer] = await Promise.all([connectWebSocket(url), accepted()])
    const closed = new Promise((resolve) => {
      channel.onClose(resolve)
    })
    peer.close(1001, 'the controller stops')
    expect(await closed).toBe('the controller stops')
  })

  it('hangs up on what is no frame', async () => {
    const [channel, peer] = await Promise.all([connectWebSocket(url), accepted()])
    const closed = new Promise((resolve) => {
      channel.onClose(resolve)
    })
    peer.send('{"type":"surprise"}')
    expect(await closed).toBe('not a frame of ours')
  })

  it.each([
    ['nested 5,000 deep', `{"type":"ack","id":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['with a __proto__', '{"type":"ack","id":1,"__proto__":{"up":true}}'],
    ['of bytes that are no UTF-8', Buffer.from([0xff, 0xfe])],
    ['of the wrong types', '{"type":"snapshot","topic":1,"cursor":[],"items":{}}'],
  ])('hangs up on a frame %s, and the agent lives on', async (_, frame) => {
    const [channel, peer] = await Promise.all([connectWebSocket(url), accepted()])
    const closed = new Promise((resolve) => {
      channel.onClose(resolve)
    })
    peer.send(frame, { binary: false })
    await closed
    const [again, other] = await Promise.all([connectWebSocket(url), accepted()])
    other.send(JSON.stringify(ack))
    expect(
      await new Promise((resolve) => {
        again.onFrame(resolve)
      }),
    ).toEqual(ack)
  })

  it('shows its token at the upgrade, and tells why a controller refuses it', async () => {
    const arrival = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>
    await connectWebSocket(url, 'secret')
    const [, request] = await arrival
    expect(request.headers.authorization).toBe('Bearer secret')
    const refusing = createServer((_, response) => response.end()).on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 8\r\n\r\nno token')
    })
    refusing.listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    const { port } = refusing.address() as AddressInfo
    await expect(connectWebSocket(`ws://127.0.0.1:${String(port)}/agent`)).rejects.toThrow(
      'the controller refuses this agent (401): no token',
    )
    refusing.close()
  })

  it('says so when nobody answers', async () => {
    server.close()
    await once(server, 'close')
    await expect(connectWebSocket(url)).rejects.toThrow(/ECONNREFUSED/)
  })
})
