import type {
  Agent,
  AgentFollower,
  AgentSchedule,
  AgentScheduler,
  AvailabilityZone,
  ScheduledKind,
} from '@netloom/core'
import { withDeadline } from '@netloom/core/registry'
import type { Transaction } from '@netloom/core/store'
import type { AgentZones, ZonedAgents } from '../agent-directory/agent-zones.ts'
import { type AssignmentFollower, Ml2AgentSchedule, type SchedulingEnvironment } from './agent-schedule.ts'

/** Milliseconds that a close waits for what is being looked at. */
const CLOSE_PATIENCE = 10_000

/** Their zones are listed also while no service schedules onto them. */
const ALWAYS_ZONED: ZonedAgents = new Map([['L3 agent', 'router']])

/** The schedules of all kinds, and what agents that come and go mean to them. */
export class Ml2AgentScheduler implements AgentScheduler, AgentFollower, AgentZones {
  readonly #env: SchedulingEnvironment
  readonly #schedules: Ml2AgentSchedule[] = []
  readonly #followers = new Map<string, AssignmentFollower[]>()
  #closed = false

  constructor(env: SchedulingEnvironment) {
    this.#env = env
  }

  schedule(kind: ScheduledKind): AgentSchedule {
    const isKnown = this.#schedules.some((one) => one.kind.name === kind.name)
    if (isKnown) throw new Error(`two services schedule "${kind.name}" onto agents; give one of the kinds another name`)
    const schedule = new Ml2AgentSchedule(this.#env, kind, () => this.#followers.get(kind.name) ?? [])
    this.#schedules.push(schedule)
    return schedule
  }

  follow(kind: string, hook: AssignmentFollower): void {
    this.#followers.set(kind, [...(this.#followers.get(kind) ?? []), hook])
  }

  get zonedAgents(): ZonedAgents {
    const zoned = new Map(ALWAYS_ZONED)
    for (const { kind } of this.#schedules) if (kind.zonesOf !== undefined) zoned.set(kind.agentType, kind.zonesOf)
    return zoned
  }

  kindsZonedBy(resource: AvailabilityZone['resource']): readonly string[] {
    return this.#schedules.filter(({ kind }) => kind.zonesOf === resource).map(({ kind }) => kind.name)
  }

  /** An agent said hello. */
  async agentConnected(agent: Agent): Promise<void> {
    if (this.#closed) return
    for (const schedule of this.#of(agent)) {
      schedule.watch()
      await schedule.sweep()
    }
  }

  async agentUpdating(agent: Agent, tx: Transaction): Promise<void> {
    for (const schedule of this.#of(agent)) await schedule.turned(agent, tx)
  }

  async agentRemoving(agent: Agent): Promise<() => void> {
    const afterwards: (() => void)[] = []
    for (const schedule of this.#of(agent)) afterwards.push(await schedule.drain(agent))
    return () => {
      for (const run of afterwards) run()
    }
  }

  async agentDeleting({ id }: Agent, tx: Transaction): Promise<void> {
    await tx.db.deleteFrom('agent_assignments').where('agent_id', '=', id).execute()
  }

  /** At the start: whatever happened while no controller was there. */
  async sweep(): Promise<void> {
    for (const schedule of this.#schedules) {
      await schedule.sweep().catch((error: unknown) => {
        this.#env.logger.error({ err: error, kind: schedule.kind.name }, 'startup agent scheduling failed')
      })
    }
  }

  /** What is being looked at is waited for, but not for ever. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(
      this.#schedules.map(async (schedule) => {
        const { name } = schedule.kind
        await withDeadline(
          schedule.close(),
          CLOSE_PATIENCE,
          () => new Error('an object is still being scheduled'),
        ).catch((error: unknown) => {
          this.#env.logger.error({ err: error, kind: name }, 'agent scheduling did not end in time')
        })
      }),
    )
  }

  #of({ agentType }: Agent): readonly Ml2AgentSchedule[] {
    return this.#schedules.filter(({ kind }) => kind.agentType === agentType)
  }
}
