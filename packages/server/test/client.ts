import { once } from 'node:events'
import {
  type AgentFrame,
  agentFrameSchema,
  type ControllerFrame,
  controllerFrameSchema,
  LINK_PROTOCOL,
} from '@netloom/core/wire'
import { WebSocket } from 'ws'

/** An agent's end, frame by frame. */
export class Client {
  readonly socket: WebSocket
  lastText = ''
  private readonly arrived: ControllerFrame[] = []
  private readonly waiting: ((frame: ControllerFrame) => void)[] = []
  private readonly end: Promise<number>

  constructor(url: string, token?: string) {
    this.socket = new WebSocket(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
    this.end = new Promise((resolve) => {
      this.socket.on('close', resolve)
    })
    this.socket.on('error', () => undefined)
    this.socket.on('message', (data: Buffer) => {
      this.lastText = data.toString()
      const frame = controllerFrameSchema.parse(JSON.parse(this.lastText))
      const next = this.waiting.shift()
      if (next === undefined) this.arrived.push(frame)
      else next(frame)
    })
  }

  async opened(): Promise<void> {
    await once(this.socket, 'open')
  }

  hello(host = 'host1'): void {
    const agent = {
      agentType: 'Linux bridge agent',
      binary: 'netloom-agent',
      host,
      configurations: {},
      start: true,
    }
    this.send({ type: 'hello', protocol: LINK_PROTOCOL, agent })
  }

  send(frame: AgentFrame): void {
    this.socket.send(JSON.stringify(agentFrameSchema.parse(frame)))
  }

  raw(data: string | Buffer): void {
    this.socket.send(data)
  }

  next(): Promise<ControllerFrame> {
    const frame = this.arrived.shift()
    if (frame !== undefined) return Promise.resolve(frame)
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }

  /** Code of the close. */
  closed(): Promise<number> {
    return this.end
  }

  freeze(): void {
    this.socket.pause()
  }

  terminate(): void {
    this.socket.terminate()
  }
}
