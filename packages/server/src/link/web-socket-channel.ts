import { type Logger, silentLogger } from '@netloom/core'
import type { AgentFrame, Channel, ControllerFrame } from '@netloom/core/wire'
import { guarded, LINK_FAULT, readFrame, UnreadableFrameError } from '@netloom/core/wire'
import { WebSocket } from 'ws'

/** Milliseconds a peer has to answer a close. */
const CLOSE_GRACE = 1_000

/** Text of a shared event as bytes: encoded once, however many agents get it. */
const encoded = new WeakMap<ControllerFrame, Buffer>()

/** The controller's end of one agent's socket. */
export class WebSocketChannel implements Channel<ControllerFrame, AgentFrame> {
  private frameListener: ((frame: AgentFrame) => void) | undefined

  constructor(
    private readonly socket: WebSocket,
    private readonly logger: Logger = silentLogger,
  ) {
    const read = guarded(
      (data: Buffer, isBinary: boolean) => {
        this.receive(data, isBinary)
      },
      (error) => {
        this.logger.error({ err: error }, 'a fault in handling an agent’s frame; its link is closed')
        this.close(LINK_FAULT)
      },
    )
    socket.on('message', (data, isBinary) => {
      read(data as Buffer, isBinary)
    })
    // What went wrong (a frame too large, a reset) is followed by 'close'; unheard it would end the process.
    socket.on('error', () => undefined)
  }

  get backlog(): number {
    return this.socket.bufferedAmount
  }

  send(frame: ControllerFrame): void {
    this.write(Buffer.from(JSON.stringify(frame)))
  }

  sendText(json: string, frame: ControllerFrame): void {
    let bytes = encoded.get(frame)
    if (bytes === undefined) {
      bytes = Buffer.from(json)
      encoded.set(frame, bytes)
    }
    this.write(bytes)
  }

  onFrame(listener: (frame: AgentFrame) => void): void {
    this.frameListener = listener
  }

  onClose(listener: (reason: string) => void): void {
    const tell = guarded(listener, (error) => {
      this.logger.error({ err: error }, 'a fault in forgetting an agent’s link')
    })
    this.socket.on('close', (code, reason) => {
      tell(reason.length > 0 ? reason.toString() : `code ${String(code)}`)
    })
  }

  close(reason = 'closed'): void {
    // A reason has at most 123 bytes in WebSocket's close frame.
    this.socket.close(
      1000,
      Buffer.from(reason)
        .subarray(0, 123)
        .toString()
        .replace(/\uFFFD+$/, ''),
    )
    // Who does not answer a close goes on sending; nothing of it is read any more.
    const cut = setTimeout(() => {
      this.socket.terminate()
    }, CLOSE_GRACE)
    cut.unref()
    this.socket.once('close', () => {
      clearTimeout(cut)
    })
  }

  /** Hands a frame to whoever listens now. */
  deliver(frame: AgentFrame): void {
    this.frameListener?.(frame)
  }

  refuse(code: string, message: string): void {
    this.send({ type: 'refused', code, message })
    this.close(code)
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    let frame: unknown
    try {
      if (isBinary) throw new UnreadableFrameError('binary')
      frame = readFrame(data)
    } catch (error) {
      if (!(error instanceof UnreadableFrameError)) throw error
      this.refuse('InvalidFrame', `a frame is one JSON object as text; this one is ${error.message}`)
      return
    }
    // Its shape is the session's to judge: the same check serves channels that are no sockets.
    this.deliver(frame as AgentFrame)
  }

  private write(bytes: Buffer): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes, { binary: false })
  }
}
