import type { Channel } from './channel.ts'

/** Both ends of a channel inside one process. Frames arrive in order, as they are: what was sent must not be changed later. */
export function channelPair<A, B>(): readonly [Channel<A, B>, Channel<B, A>] {
  const left = new LocalEnd<A, B>()
  const right = new LocalEnd<B, A>()
  left.peer = right
  right.peer = left
  return [left, right]
}

/** What a frame without text counts in `backlog`; its real size is unknown as it never becomes text. */
const ASSUMED_BYTES = 256

interface Waiting<Frame> {
  readonly frame: Frame
  readonly bytes: number
}

class LocalEnd<Out, In> implements Channel<Out, In> {
  peer: LocalEnd<In, Out> | undefined
  private inbox: Waiting<In>[] = []
  private inboxBytes = 0
  private draining = false
  private frameListener: ((frame: In) => void) | undefined
  private closeListener: ((reason: string) => void) | undefined
  private closed: string | undefined

  get backlog(): number {
    return this.peer?.inboxBytes ?? 0
  }

  send(frame: Out): void {
    this.post(frame, ASSUMED_BYTES)
  }

  sendText(json: string, frame: Out): void {
    this.post(frame, json.length)
  }

  onFrame(listener: (frame: In) => void): void {
    this.frameListener = listener
    this.drainSoon()
  }

  onClose(listener: (reason: string) => void): void {
    this.closeListener = listener
    this.drainSoon()
  }

  close(reason = 'closed'): void {
    if (this.closed !== undefined) return
    for (const end of [this, this.peer]) {
      if (end === undefined) continue
      end.closed = reason
      end.drainSoon()
    }
  }

  private post(frame: Out, bytes: number): void {
    if (this.closed === undefined) this.peer?.receive({ frame, bytes })
  }

  private receive(waiting: Waiting<In>): void {
    this.inbox.push(waiting)
    this.inboxBytes += waiting.bytes
    this.drainSoon()
  }

  private drainSoon(): void {
    if (this.draining) return
    this.draining = true
    // A microtask, as a sender must never find its frame handled before `send` returned.
    queueMicrotask(() => {
      this.draining = false
      this.drain()
    })
  }

  /** What was sent before a close still arrives, as on a socket; frames wait until somebody listens. */
  private drain(): void {
    const { frameListener } = this
    if (frameListener !== undefined) {
      const arrived = this.inbox
      this.inbox = []
      this.inboxBytes = 0
      for (const { frame } of arrived) frameListener(frame)
    }
    if (this.closed === undefined || this.inbox.length > 0) return
    const listener = this.closeListener
    this.closeListener = undefined
    listener?.(this.closed)
  }
}
