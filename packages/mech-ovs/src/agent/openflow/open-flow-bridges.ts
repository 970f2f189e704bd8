import type { Clock, HostEvent, Logger } from '@netloom/core'
import { isOurCookie } from './flow-cookie.ts'
import type { FlowBridges } from './flow-bridges.ts'
import { OpenFlowBridge, type FlowEvent } from './open-flow-bridge.ts'

export interface OpenFlowBridgesOptions {
  /** Folder of the sockets `<bridge>.mgmt`. */
  readonly directory: string
  /** Names of the bridges that there are now. @throws {Error} when that is not known. */
  readonly bridges: () => Promise<Iterable<string>>
  /** Bridge whose flows match ports of fragmented packets, too. */
  readonly seesFragments?: string
  readonly logger: Logger
  readonly clock: Clock
}

/** One connection to each bridge of a switch, made when it is first needed. */
export class OpenFlowBridges implements FlowBridges {
  private readonly open = new Map<string, OpenFlowBridge>()
  private readonly listeners = new Set<(event: HostEvent) => void>()
  /** Bridges that wait to be told of, so that a thousand changed flows are one event. */
  private readonly touched = new Set<string>()

  constructor(private readonly options: OpenFlowBridgesOptions) {}

  names(): Promise<Iterable<string>> {
    return this.options.bridges()
  }

  bridge(name: string): OpenFlowBridge {
    const known = this.open.get(name)
    if (known !== undefined) return known
    const { directory, seesFragments, logger, clock } = this.options
    const path = `${directory}/${name}.mgmt`
    const made = new OpenFlowBridge({ name, path, seesFragments: seesFragments === name, logger, clock })
    this.open.set(name, made)
    return made
  }

  /** Bridges have come or gone: new ones are followed while somebody watches, those that are gone are let go. */
  bridgesChanged(): void {
    void this.align()
  }

  watch(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    void this.align()
    return () => {
      this.listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.listeners.clear()
    await Promise.all([...this.open.values()].map((bridge) => bridge.close()))
  }

  private async align(): Promise<void> {
    let names: ReadonlySet<string>
    try {
      names = new Set(await this.options.bridges())
    } catch {
      // Whoever knows the names calls again when they are known.
      return
    }
    for (const [name, bridge] of this.open) {
      if (names.has(name)) continue
      this.open.delete(name)
      void bridge.close()
    }
    if (this.listeners.size === 0) return
    for (const name of names) {
      const bridge = this.bridge(name)
      bridge.follow((event) => {
        if (matters(bridge, event)) this.touch(name)
      })
    }
  }

  private touch(name: string): void {
    if (this.touched.size === 0)
      setImmediate(() => {
        this.tell()
      })
    this.touched.add(name)
  }

  private tell(): void {
    const devices = [...this.touched]
    this.touched.clear()
    for (const device of devices) for (const listener of [...this.listeners]) listener({ type: 'touched', device })
  }
}

/**
 * Whether a flow of ours may be another now. A flow that takes the place of ours is told as one that is added, by whatever
 * cookie it has; it has the table and priority of ours. Flows that the switch learns have a priority of their own.
 */
function matters(bridge: OpenFlowBridge, event: FlowEvent): boolean {
  if (event.type !== 'changed') return event.type === 'up'
  const { change } = event
  return change.type === 'resumed' || isOurCookie(change.cookie) || bridge.hasFlowsAt(change.table, change.priority)
}
