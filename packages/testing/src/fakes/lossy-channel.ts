import { type Clock, systemClock } from '@netloom/core'
import type { Channel } from '@netloom/core/wire'
import { seededRandom } from './seeded-random.ts'

/** Chances, 0 to 1, of what may happen to each frame of one direction. */
export interface Faults {
  readonly lose?: number
  readonly double?: number
  /** The frame arrives after the one that follows it, or `reorderDelay` later when none follows. */
  readonly reorder?: number
}

export interface LossyOptions<Out, In> {
  readonly seed: number
  /** Frames that the wrapped end sends. */
  readonly outgoing?: Faults
  /** Frames that the wrapped end receives. */
  readonly incoming?: Faults
  /** Frames that always arrive, once and at once. */
  readonly spare?: (frame: Out | In) => boolean
  /** Milliseconds a frame is held back at most. Default 5. */
  readonly reorderDelay?: number
  readonly clock?: Clock
}

/** A channel as bad as you like; wrap one end of a sound one. Closing is not disturbed. */
export function lossyChannel<Out, In>(channel: Channel<Out, In>, options: LossyOptions<Out, In>): Channel<Out, In> {
  const random = seededRandom(options.seed)
  const { spare = () => false, reorderDelay = 5, clock = systemClock, outgoing = {}, incoming = {} } = options
  const direction = (faults: Faults): Disturbance =>
    new Disturbance(faults, random, (run) => clock.after(reorderDelay, run))
  const out = direction(outgoing)
  const into = direction(incoming)
  return {
    send: (frame) => {
      out.pass(spare(frame), () => {
        channel.send(frame)
      })
    },
    sendText: (json, frame) => {
      out.pass(spare(frame), () => {
        channel.sendText(json, frame)
      })
    },
    get backlog() {
      return channel.backlog
    },
    onFrame: (listener) => {
      channel.onFrame((frame) => {
        into.pass(spare(frame), () => {
          listener(frame)
        })
      })
    },
    onClose: (listener) => {
      channel.onClose(listener)
    },
    close: (reason) => {
      channel.close(reason)
    },
  }
}

class Disturbance {
  private held: (() => void)[] = []

  constructor(
    private readonly faults: Faults,
    private readonly random: () => number,
    private readonly later: (run: () => void) => void,
  ) {}

  pass(spared: boolean, deliver: () => void): void {
    const { lose = 0, double = 0, reorder = 0 } = this.faults
    if (spared) {
      deliver()
      return
    }
    if (this.random() < lose) return
    const copies = this.random() < double ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) {
      if (this.random() < reorder) this.hold(deliver)
      else this.now(deliver)
    }
  }

  private hold(deliver: () => void): void {
    this.held.push(deliver)
    this.later(() => {
      this.release()
    })
  }

  private now(deliver: () => void): void {
    deliver()
    this.release()
  }

  private release(): void {
    for (const deliver of this.held.splice(0)) deliver()
  }
}
