import type { DesiredTable } from './desired/desired-table.ts'
import type { SwitchRenderer } from '@netloom/core'
import { hostTopic, networkTopic, portKey, type PortReport } from '@netloom/core/wire'
import { ownPort } from './items/own-port.ts'
import { networkUnit, unitOf } from './unit-names.ts'
import type { View } from './view.ts'

export interface PortStatusSources {
  readonly host: string
  readonly view: View
  readonly table: DesiredTable
  readonly renderer: SwitchRenderer
  readonly links: { has(link: string): boolean }
  /** Whether a topic that its filter needs is not known yet. */
  readonly isWaiting: (portId: string) => boolean
  /** Why a key's last step failed. */
  readonly failure: (key: string) => string | undefined
}

/** Knows what each port of this host is, and what the controller has been told. */
export class PortStatus {
  private readonly told = new Map<string, PortReport>()
  private readonly byDevice = new Map<string, string>()

  constructor(private readonly sources: PortStatusSources) {}

  /**
   * Judges the ports again; returns what is news for the controller. Of `changedPorts` ones it may have lost what it was told: a
   * port that left and came back between two turns looks the same from here, and is DOWN there.
   */
  changedReports(ports: Iterable<string>, changedPorts: ReadonlySet<string> = new Set()): readonly PortReport[] {
    const news: PortReport[] = []
    for (const portId of ports) {
      const now = this.judge(portId)
      const before = this.told.get(portId)
      if (now === undefined) {
        this.told.delete(portId)
        this.byDevice.delete(this.sources.renderer.deviceName(portId))
        continue
      }
      this.byDevice.set(this.sources.renderer.deviceName(portId), portId)
      if (now === 'unknown') {
        this.told.delete(portId)
        continue
      }
      this.told.set(portId, now)
      // A port never seen wired is down already; the full report after each connection says the same.
      if (before === undefined && now.state === 'down') continue
      if (changedPorts.has(portId) || before?.state !== now.state || before.error !== now.error) news.push(now)
    }
    return news
  }

  /** Ports that are wired. */
  readyPorts(): readonly string[] {
    return [...this.told.values()].filter(({ state }) => state === 'up').map(({ portId }) => portId)
  }

  /** The port whose link this is. */
  portOfDevice(device: string): string | undefined {
    return this.byDevice.get(device)
  }

  allReports(): readonly PortReport[] {
    return [...this.told.values()]
  }

  /**
   * `unknown`: an earlier life may have wired it, and its network or its groups, which would tell, are not known yet; or has wired it in
   * another way, and nobody has touched that yet.
   */
  private judge(portId: string): PortReport | 'unknown' | undefined {
    const { host, view, table, renderer, links, failure, isWaiting } = this.sources
    const topic = hostTopic(host)
    const port = ownPort(view.item(topic, portKey(portId))?.body, renderer.agentType)
    if (port === undefined) return undefined
    if (!links.has(renderer.deviceName(portId)) || !port.adminStateUp) return { portId, state: 'down' }
    if (!view.knows(networkTopic(port.networkId))) return 'unknown'
    const own = table.keysOf(unitOf(topic, portKey(portId)))
    if (own.length === 0 && isWaiting(portId)) return 'unknown'
    // Bound here, but not by this mechanism or to a segment it cannot make: not ours to call wired.
    if (own.length === 0) {
      return { portId, state: 'building', error: 'nothing to wire: this host cannot realise the segment' }
    }
    const wrong = [...table.keysOf(networkUnit(port.networkId)), ...own].filter((key) => !table.isRight(key))
    if (wrong.length === 0) return { portId, state: 'up' }
    const error = wrong.map((key) => failure(key)).find((text) => text !== undefined)
    // What an earlier life made goes on forwarding until it is changed: the controller's last word stands until then.
    if (error === undefined && wrong.every((key) => table.differs(key))) return 'unknown'
    return { portId, state: 'building', ...(error !== undefined && { error }) }
  }
}
