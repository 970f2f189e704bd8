import {
  Agent,
  ControllerConnection,
  Inspection,
  type AgentChannel,
  type DriftReport,
  type Journal,
} from '@netloom/agent-runtime'
import { type Clock, type DeviceKind, silentLogger, type SwitchRenderer } from '@netloom/core'
import { simulatedHost, type FaultOptions, type SimulatedHost } from '@netloom/dataplane'
import type { Activity } from './activity.ts'
import { Incarnation, clockDuring } from './process-incarnation.ts'
import { CrashingHost } from './crashing-host.ts'

/** What a host is called and where its tunnels end. */
export interface HostPlace {
  readonly name: string
  readonly vtep: string
}

export interface FleetHostOptions {
  readonly place: HostPlace
  readonly renderer: (place: HostPlace) => SwitchRenderer
  readonly kinds?: (place: HostPlace) => readonly DeviceKind[]
  /** Of one life. */
  readonly journal: () => Journal
  readonly faults?: FaultOptions
  readonly auditInterval?: number
  readonly clock: Clock
  readonly activity: Activity
  readonly random: () => number
  /** A way to the controller for the agent that lives now. @throws when there is none. */
  readonly connect: (agent: Incarnation) => Promise<AgentChannel>
}

interface Process {
  readonly life: Incarnation
  readonly host: CrashingHost
  readonly agent: Agent
  readonly inspection: Inspection
}

/** A host: its kernel, which outlives agents, and its agent, which can be killed at any moment. */
export class FleetHost {
  /** Links that are nobody's business but their owner's. */
  readonly foreign: ReadonlySet<string> = new Set(['eth0', 'docker0', 'brq-not-ours', 'tap-not-ours'])
  private place: HostPlace
  private machine: SimulatedHost
  private process: Process | undefined

  constructor(private readonly options: FleetHostOptions) {
    this.place = options.place
    this.machine = this.boot()
  }

  get name(): string {
    return this.place.name
  }

  get vtep(): string {
    return this.place.vtep
  }

  get kernel(): SimulatedHost {
    return this.machine
  }

  get up(): boolean {
    return this.process !== undefined
  }

  /** What the agent knows and has found. @throws while it is down. */
  get inspection(): Inspection {
    return this.running().inspection
  }

  /** What the agent found that was not as it had made it, newest last. @throws while it is down. */
  get drift(): readonly DriftReport[] {
    return this.running().agent.parts.audits.reports()
  }

  /** While true the agent's monitor loses everything, without notice. */
  set deaf(deaf: boolean) {
    this.running().host.deaf = deaf
  }

  /** Keys of what is ours in the kernel, as `kernel.steal` takes them. */
  async keys(): Promise<readonly string[]> {
    const states = await this.machine.read()
    return states.map((state) => this.machine.kinds.get(state.kind)?.key(state) ?? '')
  }

  start(): void {
    if (this.process !== undefined) return
    const { renderer, clock: outer, activity, auditInterval, connect, random } = this.options
    const life = new Incarnation()
    const clock = clockDuring(life, outer)
    const host = new CrashingHost(this.machine, life, activity)
    const rendered = renderer(this.place)
    const journal = this.options.journal()
    const agent = new Agent({
      host,
      renderer: rendered,
      journal: { ...bound(journal), load: () => activity.during(journal.load()) },
      clock,
      ...(auditInterval !== undefined && { auditInterval }),
    })
    const { agentType, binary, configurations } = rendered
    const connection = new ControllerConnection({
      agent,
      connect: [() => connect(life)],
      report: { agentType, binary, host: this.name, configurations },
      clock,
      random,
      logger: silentLogger,
    })
    this.process = { life, host, agent, inspection: new Inspection(agent, () => connection.linked) }
    life.onEnd(() => {
      this.process = undefined
    })
    // Never settles when the agent dies while it starts.
    void agent.start().then(() => {
      if (life.alive) connection.open()
    })
  }

  /** Everything the agent knew is gone; the kernel stays. */
  kill(): void {
    this.process?.life.end()
  }

  /** Kills it in the middle of its own work; undefined = no longer. */
  crashAfterSteps(steps: number | undefined): void {
    this.process?.host.crashAfterSteps(steps)
  }

  /** The agent's next life has another tunnel endpoint. */
  moveTo(vtep: string): void {
    this.kill()
    this.place = { name: this.name, vtep }
  }

  /** Power is cut: nothing is left in the kernel, and the taps are gone with the guests. */
  reboot(): void {
    this.kill()
    this.machine = this.boot()
  }

  private boot(): SimulatedHost {
    const { place, kinds = () => [], faults, clock } = this.options
    const machine = simulatedHost({
      name: place.name,
      kinds: kinds(place),
      clock,
      ...(faults !== undefined && { faults }),
    })
    for (const link of this.foreign) machine.plug(link)
    return machine
  }

  private running(): Process {
    if (this.process === undefined) throw new Error(`no agent runs on ${this.name}`)
    return this.process
  }
}

/** A journal's methods without their object, so that one of them can be replaced. */
function bound(journal: Journal): Journal {
  return {
    load: () => journal.load(),
    append: (record, whole) => {
      journal.append(record, whole)
    },
    flushed: () => journal.flushed(),
    close: () => journal.close(),
  }
}
