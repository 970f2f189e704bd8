import type { Clock, HostEvent, Logger } from '@netloom/core'
import type { FlowBridges } from './flow-bridges.ts'
import { OpenFlowBridge } from './open-flow-bridge.ts'

export interface OpenFlowBridgesOptions {
  /** Folder of the sockets `<bridge>.mgmt`. */
  readonly directory: string
  /** Names of the bridges that there are now. @throws {Error} when that is not known. */
  readonly bridges: () => Promise<Iterable<string>>
  readonly logger: Logger
  readonly clock: Clock
}

/** One connection to each bridge of a switch, made when it is first needed. */
export class OpenFlowBridges implements FlowBridges {
  private readonly open = new Map<string, OpenFlowBridge>()
  private readonly listeners = new Set<(event: HostEvent) => void>()

  constructor(private readonly options: OpenFlowBridgesOptions) {}

  names(): Promise<Iterable<string>> {
    return this.options.bridges()
  }

  bridge(name: string): OpenFlowBridge {
    const known = this.open.get(name)
    if (known !== undefined) return known
    const { directory, logger, clock } = this.options
    const made = new OpenFlowBridge({ name, path: `${directory}/${name}.mgmt`, logger, clock })
    this.open.set(name, made)
    return made
  }

  /** Bridges have come or gone: those that are watched are followed, those that are gone are let go. */
  bridgesChanged(): void {
    // Follows.
  }

  watch(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((bridge) => bridge.close()))
  }
}
