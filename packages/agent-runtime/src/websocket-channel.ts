import { controllerFrameSchema, type AgentFrame, type ControllerFrame } from '@netloom/core'
import { WebSocket } from 'ws'
import type { AgentChannel } from './agent-channel.ts'

/** Milliseconds to connect, and to hear anything at all from a controller that pings. */
const CONNECT_TIMEOUT = 5_000
const SILENCE_TIMEOUT = 30_000

/** Connects to a controller's agent link (`ws://host:port/agent`). @throws {Error} when nobody answers there. */
export function connectWebSocket(url: string): Promise<AgentChannel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: CONNECT_TIMEOUT })
    socket.once('error', reject)
    socket.once('open', () => {
      socket.off('error', reject)
      resolve(new WebSocketChannel(socket))
    })
  })
}

class WebSocketChannel implements AgentChannel {
  private frameListener: ((frame: ControllerFrame) => void) | undefined
  private early: ControllerFrame[] = []
  private closeListener: ((reason: string) => void) | undefined
  private closed: string | undefined
  private silence: NodeJS.Timeout | undefined

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.read(data)
    })
    socket.on('ping', () => {
      this.hearSomething()
    })
    socket.on('error', (error) => {
      this.end(error.message)
    })
    socket.on('close', (code, reason) => {
      this.end(reason.toString() === '' ? `closed (${String(code)})` : reason.toString())
    })
  }

  get backlog(): number {
    return this.socket.bufferedAmount
  }

  send(frame: AgentFrame): void {
    this.sendText(JSON.stringify(frame))
  }

  sendText(json: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(json)
  }

  onFrame(listener: (frame: ControllerFrame) => void): void {
    this.frameListener = listener
    for (const frame of this.early.splice(0)) listener(frame)
  }

  onClose(listener: (reason: string) => void): void {
    this.closeListener = listener
    if (this.closed !== undefined) listener(this.closed)
  }

  close(reason = 'closed'): void {
    this.socket.close(1000, reason.slice(0, 100))
    this.end(reason)
  }

  private read(data: Buffer): void {
    if (this.closed !== undefined) return
    const frame = parseFrame(data)
    if (frame === undefined) {
      this.close('not a frame of ours')
      return
    }
    if (this.silence !== undefined) this.hearSomething()
    if (this.frameListener === undefined) this.early.push(frame)
    else this.frameListener(frame)
  }

  /** A controller that pings and then falls silent is gone, whatever TCP believes. */
  private hearSomething(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => {
      this.socket.terminate()
      this.end('the controller fell silent')
    }, SILENCE_TIMEOUT)
    this.silence.unref()
  }

  private end(reason: string): void {
    if (this.closed !== undefined) return
    this.closed = reason
    clearTimeout(this.silence)
    this.closeListener?.(reason)
  }
}

function parseFrame(data: Buffer): ControllerFrame | undefined {
  try {
    const parsed = controllerFrameSchema.safeParse(JSON.parse(data.toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
