import {
  type Clock,
  type DeviceKind,
  type DeviceState,
  type Host,
  type HostEvent,
  type ReadScope,
  type Step,
  type StepResult,
  systemClock,
} from '@netloom/core'
import { Unguarded } from '../steps/unguarded.ts'
import { orderSteps, type KindSteps } from '../steps/order-steps.ts'
import { linkKinds } from '../kinds/all-kinds.ts'
import { Faults, type FaultOptions } from './faults.ts'
import { SimulatedKernel } from './simulated-kernel.ts'

export interface SimulatedHostOptions {
  readonly name: string
  /** Kinds beyond those of the data plane. */
  readonly kinds?: readonly DeviceKind[]
  readonly clock?: Clock
  readonly faults?: FaultOptions
  /** Whose states these are; default: the host's name. */
  readonly agent?: string
  /** The host of another agent on the same machine: links and states are there once, and each agent sees its own states. */
  readonly beside?: SimulatedHost
}

/** How much a simulated host has been asked for. */
export interface SimulatedCounters {
  reads: number
  /** Steps that were applied. */
  writes: number
  failures: number
}

/** A host without kernel: same contract, same rules about what needs what, and hands to break it with. Needs no root. */
export interface SimulatedHost extends Host {
  readonly counters: Readonly<SimulatedCounters>
  /** Somebody makes a link (a hypervisor's tap). */
  plug(device: string): void
  /** The link goes, and with it what depended on it. */
  unplug(device: string): void
  /** Somebody deletes a device state by hand. False = it was not there. */
  steal(key: string): boolean
  /** Somebody sets a device state by hand. */
  plant(state: DeviceState): void
  /** The monitor loses everything until the result is called, which reports an overrun. */
  deafen(): () => void
}

export const simulatedHost = (options: SimulatedHostOptions): SimulatedHost => new InMemoryHost(options)

const sharedKinds: ReadonlyMap<string, DeviceKind> = new Map(linkKinds.map((kind) => [kind.kind, kind]))

class InMemoryHost implements SimulatedHost {
  readonly name: string
  readonly kinds: ReadonlyMap<string, DeviceKind>
  readonly counters: SimulatedCounters = { reads: 0, writes: 0, failures: 0 }
  private readonly kernel: SimulatedKernel
  private readonly agent: string
  /** All hosts of the machine: what one does the others hear of. */
  private readonly machine: Set<InMemoryHost>
  private readonly clock: Clock
  private readonly faults: Faults | undefined
  private readonly listeners = new Set<(event: HostEvent) => void>()
  private deaf = false
  private turn: Promise<unknown> = Promise.resolve()

  constructor({ name, kinds = [], clock = systemClock, faults, agent = name, beside }: SimulatedHostOptions) {
    this.name = name
    this.agent = agent
    // A thousand hosts share one table.
    this.kinds =
      kinds.length === 0 ? sharedKinds : new Map([...sharedKinds, ...kinds.map((kind) => [kind.kind, kind] as const)])
    const other = beside instanceof InMemoryHost ? beside : undefined
    this.kernel = other?.kernel ?? new SimulatedKernel(this.kinds)
    this.kernel.admit(this.kinds)
    this.machine = other?.machine ?? new Set()
    this.machine.add(this)
    this.clock = clock
    this.faults = faults === undefined ? undefined : new Faults(faults)
  }

  read(scope?: ReadScope): Promise<readonly DeviceState[]> {
    this.counters.reads++
    return Promise.resolve(this.kernel.list(this.agent, scope?.devices))
  }

  apply(steps: readonly Step[]): Promise<readonly StepResult[]> {
    const result = this.turn.then(async () => {
      const delayMs = this.faults?.delayMs() ?? 0
      if (delayMs > 0) await new Promise<void>((resolve) => this.clock.after(delayMs, resolve))
      return this.applyNow(steps)
    })
    this.turn = result
    return result
  }

  links(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.kernel.links))
  }

  monitor(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    const known = [...this.kernel.links]
    queueMicrotask(() => {
      if (!this.listeners.has(listener) || this.deaf) return
      for (const device of known) listener({ type: 'link-added', device })
    })
    return () => {
      this.listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    await this.turn
    this.listeners.clear()
  }

  plug(device: string): void {
    this.tellAll(this.kernel.addLink(device))
  }

  unplug(device: string): void {
    this.tellAll(this.kernel.removeLink(device))
  }

  steal(key: string): boolean {
    const events = this.kernel.steal(key)
    this.tellAll(events)
    return events.length > 0
  }

  plant(state: DeviceState): void {
    this.tellAll(this.kernel.plant(state))
  }

  deafen(): () => void {
    this.deaf = true
    return () => {
      this.deaf = false
      this.hear([{ type: 'overrun' }])
    }
  }

  private applyNow(steps: readonly Step[]): readonly StepResult[] {
    const { classes, implied, unknown } = orderSteps(steps, this.kinds)
    const errors = new Map<string, string>()
    for (const { key, state } of unknown)
      errors.set(key, `host ${this.name} knows no kind of device called ${state.kind}`)
    const unguarded = new Unguarded()
    for (const group of classes) {
      for (const { part, refused } of group.map((all) => unguarded.split(all))) {
        for (const { key, error = '' } of refused) errors.set(key, error)
        this.applyKind(part, errors)
      }
      unguarded.note(group, new Map([...errors].map(([key, error]) => [key, { key, error }])))
    }
    this.counters.writes += steps.length - errors.size - implied.size
    this.counters.failures += errors.size
    return steps.map(({ key }) => {
      const error = errors.get(key)
      return error === undefined ? { key } : { key, error }
    })
  }

  private applyKind({ steps }: KindSteps, errors: Map<string, string>): void {
    for (const step of steps) {
      const fault = this.faults?.failure(step)
      const outcome = fault === undefined ? this.kernel.apply(step, this.agent) : fault
      if (typeof outcome === 'string') errors.set(step.key, outcome)
      else this.tellAll(outcome)
    }
  }

  private tellAll(events: readonly HostEvent[]): void {
    for (const host of this.machine) host.hear(events)
  }

  private hear(events: readonly HostEvent[]): void {
    if (this.deaf) return
    for (const event of events) {
      if (event.type !== 'overrun' && this.faults?.losesEvent() === true) continue
      for (const listener of this.listeners) listener(event)
    }
  }
}
