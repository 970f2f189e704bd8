import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { encodeHello } from '../src/agent/openflow/hello.ts'
import { MessageSplitter } from '../src/agent/openflow/message-splitter.ts'
import type { OpenFlowBridge } from '../src/agent/openflow/open-flow-bridge.ts'
import { encodeMessage, TYPE, type Message } from '../src/agent/openflow/protocol.ts'
import { ALL_OURS, bridgeAt } from './openflow-lab.ts'

/** A switch that does what a test says. */
let answer: (socket: Socket, message: Message) => void
let folder: string
let server: Server
let bridge: OpenFlowBridge

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nlt-of-'))
  server = createServer((socket) => {
    const splitter = new MessageSplitter()
    socket.on('error', () => undefined)
    socket.write(encodeHello(1))
    socket.on('data', (chunk) => {
      for (const message of splitter.push(chunk)) answer(socket, message)
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'br.mgmt'), resolve))
  bridge = bridgeAt(join(folder, 'br.mgmt'))
})
afterEach(async () => {
  await bridge.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const flowPart = (xid: number, more: boolean): Buffer => {
  const body = Buffer.alloc(8 + 56)
  body.writeUInt16BE(1, 0)
  body.writeUInt16BE(more ? 1 : 0, 2)
  body.writeUInt16BE(56, 8)
  body.writeUInt16BE(1, 56)
  body.writeUInt16BE(4, 58)
  return encodeMessage(TYPE.multipartReply, xid, body)
}

it('takes an answer of many parts that comes in crumbs', async () => {
  answer = (socket, { type, xid }) => {
    if (type !== TYPE.multipartRequest) return
    const bytes = Buffer.concat(Array.from({ length: 50 }, (_, part) => flowPart(xid, part < 49)))
    socket.setNoDelay(true)
    for (let at = 0; at < bytes.length; at += 17) socket.write(bytes.subarray(at, at + 17))
  }
  expect(await bridge.dump(ALL_OURS)).toHaveLength(50)
})

it('answers an echo', async () => {
  const echoed = new Promise<string>((resolve) => {
    answer = (socket, { type, xid, body }) => {
      if (type === TYPE.barrierRequest) {
        socket.write(encodeMessage(TYPE.echoRequest, 77, Buffer.from('are you there')))
        socket.write(encodeMessage(TYPE.barrierReply, xid, Buffer.alloc(0)))
      }
      if (type === TYPE.echoReply) resolve(`${String(xid)} ${body.toString()}`)
    }
  })
  await bridge.barrier()
  expect(await echoed).toBe('77 are you there')
})

it('fails what was under way when the switch goes, and connects again', async () => {
  answer = (socket) => {
    answer = (again, { xid }) => again.write(encodeMessage(TYPE.barrierReply, xid, Buffer.alloc(0)))
    socket.destroy()
  }
  // The hello is what it goes away on, or the request behind it.
  await bridge.barrier().catch((error: unknown) => {
    expect(String(error)).toMatch(/closed the connection|out of reach/)
  })
  await expect(bridge.barrier()).resolves.toBeUndefined()
})

it('says that nobody listens', async () => {
  const absent = bridgeAt(join(folder, 'none.mgmt'), 'none')
  await expect(absent.barrier()).rejects.toThrow(/flows of none are out of reach: connect ENOENT/)
  await absent.close()
})
