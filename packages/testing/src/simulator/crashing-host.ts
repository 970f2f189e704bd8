import type { Host, HostEvent, ReadScope, Step, StepResult } from '@netloom/core'
import type { SimulatedHost } from '@netloom/dataplane'
import type { Activity } from './activity.ts'
import type { Incarnation } from './process-incarnation.ts'

/** A host as one agent process has it: a dead one reads nothing, changes nothing and hears nothing. */
export class CrashingHost implements Host {
  /** Events are lost without notice while true. */
  deaf = false
  private stepsLeft: number | undefined

  constructor(
    private readonly kernel: SimulatedHost,
    private readonly life: Incarnation,
    private readonly activity: Activity,
  ) {}

  get name(): string {
    return this.kernel.name
  }

  get kinds(): Host['kinds'] {
    return this.kernel.kinds
  }

  /** Kills the process after so many more steps, perhaps in the middle of a plan; undefined = no longer. */
  crashAfterSteps(steps: number | undefined): void {
    this.stepsLeft = steps
  }

  read(scope?: ReadScope): ReturnType<Host['read']> {
    return this.whileAlive(() => this.kernel.read(scope))
  }

  links(): ReturnType<Host['links']> {
    return this.whileAlive(() => this.kernel.links())
  }

  async apply(steps: readonly Step[]): Promise<readonly StepResult[]> {
    const { stepsLeft } = this
    if (stepsLeft === undefined || stepsLeft >= steps.length) {
      if (stepsLeft !== undefined) this.stepsLeft = stepsLeft - steps.length
      return this.whileAlive(() => this.kernel.apply(steps))
    }
    await this.whileAlive(() => this.kernel.apply(steps.slice(0, stepsLeft)))
    this.life.end()
    return never()
  }

  monitor(listener: (event: HostEvent) => void): () => void {
    const stop = this.kernel.monitor((event) => {
      this.activity.note()
      if (this.life.alive && !this.deaf) listener(event)
    })
    this.life.onEnd(stop)
    return stop
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  private async whileAlive<T>(call: () => Promise<T>): Promise<T> {
    this.activity.note()
    const { life } = this
    if (!life.alive) return never()
    const answer = await call()
    this.activity.note()
    return life.over ? never() : answer
  }
}

/** Nobody is left to hear the answer. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined)
