import type { Clock } from '@netloom/core'
import type { AgentFrame } from '@netloom/core/wire'

type Numbered = Extract<AgentFrame, { id: number }>

/** Milliseconds to wait for an ack before the request is sent again. */
const DEADLINE = 2_000
/** Sendings without an ack after which the link is taken for dead. */
const SENDINGS = 4

/** One request at a time: sent again until it is acknowledged. A frame may get lost; a link that loses four in a row is dead. */
export class PendingRequest {
  private frame: Numbered | undefined
  private sendings = 0
  private cancel: (() => void) | undefined

  constructor(
    private readonly clock: Clock,
    private readonly send: (frame: AgentFrame) => void,
    private readonly dead: (reason: string) => void,
  ) {}

  get busy(): boolean {
    return this.frame !== undefined
  }

  begin(frame: Numbered): void {
    this.frame = frame
    this.sendings = 0
    this.attempt()
  }

  /** Whether the ack was for this request, which is then over. */
  settle(id: number): boolean {
    if (this.frame?.id !== id) return false
    this.reset()
    return true
  }

  reset(): void {
    this.frame = undefined
    this.cancel?.()
    this.cancel = undefined
  }

  private attempt(): void {
    if (this.frame === undefined) return
    if (this.sendings === SENDINGS) {
      this.dead(`no answer to ${this.frame.type}`)
      return
    }
    this.sendings += 1
    this.send(this.frame)
    this.cancel = this.clock.after(DEADLINE, () => {
      this.attempt()
    })
  }
}
