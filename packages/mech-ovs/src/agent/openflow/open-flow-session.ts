import { connect, type Socket } from 'node:net'
import type { Clock } from '@netloom/core'
import { checkHello, encodeHello, OpenFlowVersionError } from './hello.ts'
import { MessageSplitter } from './message-splitter.ts'
import { decodeError, type OpenFlowError } from './open-flow-error.ts'
import { encodeMessage, TYPE, type Message } from './protocol.ts'

/** How long a switch may take to answer one request; ten thousand flows take it a tenth of a second. */
const PATIENCE_MS = 10_000
/** Flows of one bridge: more than this is no answer but a mistake. */
const MOST_PARTS = 20_000

/** The connection is gone; what was under way may have happened. */
export class OpenFlowLostError extends Error {
  override readonly name = 'OpenFlowLostError'
}

export interface SessionListener {
  /** A message that nobody asked for. */
  told(message: Message): void
  /** Once, and only after it had been open. */
  lost(reason: string): void
}

interface Pending {
  readonly parts: Buffer[] | undefined
  readonly resolve: (bodies: readonly Buffer[]) => void
  readonly reject: (error: Error) => void
  readonly cancel: () => void
}

/** One agreed connection to a bridge, until it breaks. */
export class OpenFlowSession {
  private readonly splitter = new MessageSplitter()
  private readonly pending = new Map<number, Pending>()
  private readonly refusals = new Map<number, (error: OpenFlowError) => void>()
  private lastXid = 0
  private greeted: ((error?: Error) => void) | undefined
  private gone: string | undefined

  private constructor(
    private readonly socket: Socket,
    private readonly listener: SessionListener,
    private readonly clock: Clock,
  ) {}

  /** @throws {OpenFlowLostError} when nobody listens at `path`. @throws {OpenFlowVersionError} */
  static async open(path: string, listener: SessionListener, clock: Clock): Promise<OpenFlowSession> {
    const socket = connect({ path })
    const session = new OpenFlowSession(socket, listener, clock)
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.after(PATIENCE_MS, () => socket.destroy(new Error('no hello')))
      session.greeted = (error) => {
        session.greeted = undefined
        cancel()
        if (error === undefined) resolve()
        else reject(error instanceof OpenFlowVersionError ? error : new OpenFlowLostError(error.message))
      }
      socket.on('data', (chunk) => {
        session.take(chunk)
      })
      socket.on('error', (error) => {
        session.fail(error.message)
      })
      socket.on('close', () => {
        session.fail('the switch closed the connection')
      })
      socket.write(encodeHello(session.xid()))
    })
    return session
  }

  /** @throws {OpenFlowLostError} when it is not open any more. */
  mustBeOpen(): void {
    if (this.gone !== undefined) throw new OpenFlowLostError(this.gone)
  }

  /** Next transaction id. */
  xid(): number {
    this.lastXid = (this.lastXid + 1) >>> 0 || 1
    return this.lastXid
  }

  /** Resolves to the body of the answer. @throws {OpenFlowError | OpenFlowLostError} */
  async request(type: number, body: Buffer, xid: number = this.xid()): Promise<Buffer> {
    const [answer = Buffer.alloc(0)] = await this.ask(type, body, xid, undefined)
    return answer
  }

  /** Resolves to the bodies of all parts of the answer, without their multipart headers. @throws {OpenFlowError | OpenFlowLostError} */
  multipart(kind: number, body: Buffer): Promise<readonly Buffer[]> {
    const head = Buffer.alloc(8)
    head.writeUInt16BE(kind, 0)
    return this.ask(TYPE.multipartRequest, Buffer.concat([head, body]), this.xid(), [])
  }

  /** Resolves when the switch has room for more. @throws {OpenFlowLostError} */
  async send(bytes: Buffer): Promise<void> {
    this.mustBeOpen()
    if (this.socket.write(bytes)) return
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        this.socket.off('drain', settle).off('close', settle)
        if (this.gone === undefined) resolve()
        else reject(new OpenFlowLostError(this.gone))
      }
      this.socket.on('drain', settle).on('close', settle)
    })
  }

  /** Hears what the switch refuses of messages that have no answer, by their transaction ids; until it is cleared. */
  hearRefusals(xid: number, refused: (error: OpenFlowError) => void): void {
    this.refusals.set(xid, refused)
  }

  clearRefusals(): void {
    this.refusals.clear()
  }

  close(): void {
    this.gone ??= 'closed by us'
    this.rejectAll()
    this.socket.destroy()
  }

  private ask(type: number, body: Buffer, xid: number, parts: Buffer[] | undefined): Promise<readonly Buffer[]> {
    return new Promise((resolve, reject) => {
      this.mustBeOpen()
      const cancel = this.clock.after(PATIENCE_MS, () => {
        this.socket.destroy(new Error(`the switch did not answer for ${String(PATIENCE_MS / 1000)} s`))
      })
      this.pending.set(xid, { parts, resolve, reject, cancel })
      this.socket.write(encodeMessage(type, xid, body))
    })
  }

  private take(chunk: Buffer): void {
    try {
      for (const message of this.splitter.push(chunk)) this.dispatch(message)
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error))
      this.greeted?.(reason)
      this.socket.destroy(reason)
    }
  }

  private dispatch(message: Message): void {
    const { type, xid, body } = message
    if (type === TYPE.echoRequest) {
      this.socket.write(encodeMessage(TYPE.echoReply, xid, body))
    } else if (type === TYPE.hello) {
      checkHello(message.version, body)
      this.greeted?.()
    } else if (type === TYPE.error) {
      const error = decodeError(body)
      if (this.greeted !== undefined) this.greeted(error)
      else if (this.pending.has(xid)) this.settle(xid)?.reject(error)
      else this.refusals.get(xid)?.(error)
    } else this.answer(message)
  }

  private answer(message: Message): void {
    const { type, xid, body } = message
    const pending = this.pending.get(xid)
    if (pending === undefined) this.listener.told(message)
    else if (pending.parts === undefined) this.settle(xid)?.resolve([Buffer.from(body)])
    else if (type === TYPE.multipartReply) {
      // The bytes of a message live as long as the chunk they came in; that is kept by the part.
      pending.parts.push(body.subarray(8))
      if (pending.parts.length > MOST_PARTS) throw new Error('the answer has too many parts')
      if ((body.readUInt16BE(2) & 1) === 0) this.settle(xid)?.resolve(pending.parts)
    }
  }

  private settle(xid: number): Pending | undefined {
    const pending = this.pending.get(xid)
    this.pending.delete(xid)
    pending?.cancel()
    return pending
  }

  private fail(reason: string): void {
    if (this.gone !== undefined) return
    this.gone = reason
    this.rejectAll()
    if (this.greeted !== undefined) this.greeted(new Error(reason))
    else this.listener.lost(reason)
  }

  private rejectAll(): void {
    for (const xid of [...this.pending.keys()]) this.settle(xid)?.reject(new OpenFlowLostError(this.gone ?? 'lost'))
  }
}
