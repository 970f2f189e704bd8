import type { Step } from '@netloom/core'

/** What goes wrong on a simulated host. Same seed, same faults. */
export interface FaultOptions {
  readonly seed: number
  /** Chance of a step to fail, 0..1. */
  readonly fail?: number
  /** Chance of a whole `apply` to take `slowMs`, 0..1. */
  readonly slow?: number
  readonly slowMs?: number
  /** Chance of an event to be lost without notice, 0..1. */
  readonly loseEvent?: number
}

/** Draws faults. */
export class Faults {
  private state: number

  constructor(private readonly options: FaultOptions) {
    this.state = options.seed >>> 0
  }

  failure(step: Step): string | undefined {
    return this.draw() < (this.options.fail ?? 0) ? `injected fault: ${step.op} ${step.key}` : undefined
  }

  delayMs(): number {
    return this.draw() < (this.options.slow ?? 0) ? (this.options.slowMs ?? 100) : 0
  }

  losesEvent(): boolean {
    return this.draw() < (this.options.loseEvent ?? 0)
  }

  /** mulberry32: 32 bits of state, good enough for dice. */
  private draw(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
