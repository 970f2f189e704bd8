import type { ClientRequest, IncomingMessage } from 'node:http'
import { type AgentFrame, type ControllerFrame, controllerFrameSchema } from '@netloom/core/wire'
import { guarded, LINK_FAULT, MAX_FRAME_BYTES, readFrame } from '@netloom/core/wire'
import { WebSocket } from 'ws'
import type { AgentChannel } from './agent-channel.ts'
import { ControllerRefusalError } from './controller-refusal.ts'

/** Milliseconds to connect, and to hear anything at all from a controller that pings. */
const CONNECT_TIMEOUT = 5_000
const SILENCE_TIMEOUT = 30_000
/** Milliseconds a controller has to answer a close. */
const CLOSE_GRACE = 1_000

/** Characters that are read of why a controller refuses. */
const MOST_REASON = 500

export interface WebSocketOptions {
  /** PEM texts of the authorities that the controller's certificate is verified with. Default: those of the system. */
  readonly ca?: string
}

/**
 * Connects to a controller's agent link (`wss://host:port/agent`), showing `token`.
 * @throws {Error} when nobody answers there, or somebody whose certificate is not that of a controller;
 * {@link ControllerRefusalError} when the controller does not let the agent in
 */
export function connectWebSocket(url: string, token?: string, { ca }: WebSocketOptions = {}): Promise<AgentChannel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_TIMEOUT,
      // Said aloud: no variable of the environment turns it off.
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
      maxPayload: MAX_FRAME_BYTES,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    })
    // Stays: whatever else goes wrong with a socket that was given up must not end the process.
    socket.on('error', reject)
    socket.once('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      let reason = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (reason.length < MOST_REASON) reason += text.slice(0, MOST_REASON)
      })
      response.on('close', () => {
        reject(new ControllerRefusalError(response.statusCode ?? 0, reason))
        request.destroy()
      })
      setTimeout(() => request.destroy(), CONNECT_TIMEOUT).unref()
    })
    socket.once('open', () => {
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
    socket.on(
      'message',
      guarded(
        (data: Buffer) => {
          this.read(data)
        },
        () => {
          this.close(LINK_FAULT)
        },
      ),
    )
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
    this.socket.close(
      1000,
      Buffer.from(reason)
        .subarray(0, 100)
        .toString()
        .replace(/\uFFFD+$/, ''),
    )
    this.end(reason)
    // Who does not answer a close may go on sending; nothing of it is read any more.
    setTimeout(() => {
      this.socket.terminate()
    }, CLOSE_GRACE).unref()
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
    const parsed = controllerFrameSchema.safeParse(readFrame(data))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
