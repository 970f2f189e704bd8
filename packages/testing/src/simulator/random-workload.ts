import { apiSteps, type WorkloadSteps, type WorkloadStep } from './api-workload.ts'
import { RandomCloud } from './random-cloud.ts'
import type { SimulatedFleet } from './simulated-fleet.ts'
import { faultSteps } from './fault-schedule.ts'

/** Pauses after a deed, virtual milliseconds: none at all, so that the next one falls in the middle of it, up to heartbeats. */
const PAUSES = [0, 0, 0, 0, 1, 5, 20, 100, 1_000, 5_000, 20_000, 90_000]

/** Lets users, hypervisors and bad luck loose on a fleet. All of it comes from the fleet's seed. */
export class RandomWorkload {
  /** What was done, in order; for whoever must understand a failure. */
  readonly log: string[] = []
  /** Answers that no controller should give. */
  readonly oddities: string[] = []
  /** Requests that have no answer yet. */
  private open = 0
  private readonly cloud: RandomCloud
  private readonly ordinary: WorkloadSteps
  private readonly troublesome: WorkloadSteps

  /** `trouble`: share of deeds that kill, break or steal something, 0 to 1. */
  constructor(
    private readonly fleet: SimulatedFleet,
    private readonly trouble: number,
  ) {
    this.cloud = new RandomCloud(fleet.random)
    const ask = (request: () => Promise<unknown>): void => {
      void this.ask(request)
    }
    this.ordinary = apiSteps(fleet, this.cloud, ask)
    this.troublesome = faultSteps(fleet, this.cloud)
  }

  get unanswered(): number {
    return this.open
  }

  async live(deeds: number): Promise<void> {
    for (let done = 0; done < deeds;) {
      const deed = await this.choose()()
      if (deed === undefined) continue
      done += 1
      this.log.push(`${String(this.fleet.clock.now())} ${deed}`)
      await this.pause()
    }
  }

  private async pause(): Promise<void> {
    const pause = this.cloud.pick(PAUSES) ?? 0
    if (pause > 0) await this.fleet.advance(pause * (0.5 + this.fleet.random()))
    // Some way into what was begun, but not to its end.
    else for (let turn = this.cloud.draw(30); turn > 0; turn -= 1) await Promise.resolve()
  }

  private choose(): WorkloadStep {
    const deeds = this.cloud.chance(this.trouble) ? this.troublesome : this.ordinary
    let left = this.fleet.random() * deeds.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, deed] of deeds) {
      left -= weight
      if (left < 0) return deed
    }
    return () => undefined
  }

  private async ask(request: () => Promise<unknown>): Promise<void> {
    const asked = this.fleet.controller.lives
    this.open += 1
    try {
      await request()
    } catch (error) {
      const { status } = error as { readonly status?: unknown }
      const refused = typeof status === 'number' && status < 500
      // A client cannot tell what became of its request when the controller died over it.
      if (!refused && this.fleet.controller.up && this.fleet.controller.lives === asked)
        this.oddities.push(String(error))
    } finally {
      this.open -= 1
    }
  }
}
