import {
  agentMark,
  type ConnectionCount,
  type DeviceKind,
  type DeviceState,
  type Host,
  type HostAccess,
  type HostEvent,
  type Logger,
  type ReadScope,
  type SpoofCount,
  type Step,
  type StepResult,
} from '@netloom/core'
import { countConnections } from '../conntrack/count-connections.ts'
import { linkKindsOf } from '../kinds/all-kinds.ts'
import { EchoFilter } from '../monitor/echo-filter.ts'
import { KernelMonitor } from '../monitor/kernel-monitor.ts'
import { KernelAccess } from '../kernel/kernel-access.ts'
import { linkNames } from './link-names.ts'
import { oneRead } from './one-read.ts'
import { orderSteps, type KindSteps } from '../steps/order-steps.ts'
import { recreatedDevices } from '../steps/recreated-devices.ts'
import { runSteps } from '../steps/run-steps.ts'
import { Unguarded } from '../steps/unguarded.ts'

export interface KernelHostOptions {
  /** As in the agent record. */
  readonly name: string
  /** Whose devices these are, as their marks name it (`agentMark`); default: the host's name. */
  readonly agent?: string
  /** The network namespace to act in; absent = the one we run in. */
  readonly netns?: string
  /** Kinds beyond those of the data plane. One of the same name replaces ours. */
  readonly kinds?: readonly DeviceKind[]
  /**
   * Whether it has the data plane's kinds, too; default yes. No for an agent that works beside a switch's: it would take that
   * one's devices for its own leftovers.
   */
  readonly switchKinds?: boolean
  readonly logger: Logger
}

/** A host that is this kernel, or one namespace of it. Needs root (CAP_NET_ADMIN, and CAP_SYS_ADMIN for another namespace). */
export const kernelHost = (options: KernelHostOptions): Host => new KernelHost(options)

class KernelHost implements Host {
  readonly name: string
  readonly kinds: ReadonlyMap<string, DeviceKind>
  private readonly access: KernelAccess
  private readonly echo = new EchoFilter()
  private readonly events: KernelMonitor
  private readonly logger: Logger
  private turn: Promise<unknown> = Promise.resolve()
  private finishBatch: (() => void) | undefined
  /** Our own lines pass here, so that the monitor knows them when the kernel reports what they did. */
  private readonly watched: HostAccess

  constructor({
    name,
    agent = agentMark('host', name),
    netns,
    kinds = [],
    switchKinds = true,
    logger,
  }: KernelHostOptions) {
    this.name = name
    this.kinds = new Map([...(switchKinds ? linkKindsOf(agent) : []), ...kinds].map((kind) => [kind.kind, kind]))
    this.logger = logger
    const access = new KernelAccess(name, netns, agent)
    this.access = access
    this.watched = {
      name,
      netns,
      agent,
      run: (command) => access.run(command),
      forgetConnections: (filter, where) => access.forgetConnections(filter, where),
      nft: (transaction, where) => access.nft(transaction, where),
      batch: (tool, lines, where) => {
        if (this.events.listening && where?.netns === undefined) this.echo.expect(tool, lines)
        return access.batch(tool, lines, where)
      },
      json: (tool, args) => access.json(tool, args),
    }
    this.events = new KernelMonitor({
      access: this.access,
      echo: this.echo,
      logger,
      ...(netns !== undefined && { netns }),
    })
  }

  async read(scope?: ReadScope): Promise<readonly DeviceState[]> {
    const access = oneRead(this.access)
    const states = await Promise.all([...this.kinds.values()].map((kind) => kind.read(access, scope)))
    return states.flat()
  }

  apply(steps: readonly Step[]): Promise<readonly StepResult[]> {
    const result = this.turn.then(() => this.applyNow(steps))
    this.turn = result.catch(() => undefined)
    return result
  }

  async links(): Promise<ReadonlySet<string>> {
    const [kernel, ...others] = await Promise.all([
      linkNames(this.access),
      ...[...this.kinds.values()].map((kind) => kind.links?.() ?? []),
    ])
    return new Set([...kernel, ...others.flatMap((names) => [...names])])
  }

  monitor(listener: (event: HostEvent) => void): () => void {
    // Whoever watches will act: the tools stand ready.
    this.access.warm()
    const stops = [this.events.listen(listener)]
    for (const kind of this.kinds.values()) if (kind.watch !== undefined) stops.push(kind.watch(listener))
    return () => {
      for (const stop of stops) stop()
    }
  }

  async spoofs(): Promise<readonly SpoofCount[]> {
    const counts = await Promise.all(
      [...this.kinds.values()].map(async (kind) => (await kind.spoofs?.(this.access)) ?? []),
    )
    return counts.flat()
  }

  connections(): Promise<ConnectionCount | undefined> {
    return countConnections(this.access.netns)
  }

  async close(): Promise<void> {
    await this.turn
    const kinds = [...this.kinds.values()].map((kind) => kind.close?.())
    await Promise.all([...kinds, this.events.close(), this.access.close()])
  }

  private async applyNow(steps: readonly Step[]): Promise<readonly StepResult[]> {
    const { classes, implied, unknown } = orderSteps(steps, this.kinds)
    const results = new Map<string, StepResult>()
    for (const key of implied) results.set(key, { key })
    for (const { key, state } of unknown) {
      results.set(key, { key, error: `host ${this.name} knows no kind of device called ${state.kind}` })
    }
    this.finish()
    this.begin()
    const unguarded = new Unguarded()
    for (const group of classes) {
      const held = group.map((part) => unguarded.split(part))
      const applied = await Promise.all(held.map(({ part }) => this.applyKind(part)))
      for (const result of [...applied, ...held.map(({ refused }) => refused)].flat()) results.set(result.key, result)
      unguarded.note(group, results)
    }
    // After the caller's own work: the events of this batch are many, and none of them is news.
    const mine = this.finishBatch
    setImmediate(() => {
      if (this.finishBatch === mine) this.finish()
    })
    for (const device of classes.flat().flatMap(recreatedDevices)) this.events.tell({ type: 'touched', device })
    return steps.map(({ key }) => results.get(key) ?? { key, error: 'the kind of device gave no result' })
  }

  private begin(): void {
    if (!this.events.listening) return
    this.events.hold()
    const done = this.echo.begin()
    this.finishBatch = () => {
      // While the batch still counts as ours, so that every echo of it is known as one.
      this.events.release()
      done()
    }
  }

  private finish(): void {
    const finish = this.finishBatch
    this.finishBatch = undefined
    finish?.()
  }

  private async applyKind({ kind, steps }: KindSteps): Promise<readonly StepResult[]> {
    try {
      return await (kind.apply?.(steps, this.watched) ?? runSteps(steps, (step) => kind.commands(step), this.watched))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.logger.warn(
        { host: this.name, kind: kind.kind, steps: steps.length, error: message },
        'steps failed together',
      )
      return steps.map(({ key }) => ({ key, error: message }))
    }
  }
}
