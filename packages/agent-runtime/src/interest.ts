import { networkTopic, type Topic } from '@netloom/core/wire'
import { networkIdOf } from './unit-names.ts'

/** Which networks the ports of this host lead to, and what it follows whatever its ports are. */
export class Interest {
  private readonly networkOf = new Map<string, string>()
  private readonly ports = new Map<string, Set<string>>()
  private readonly always: ReadonlySet<Topic>

  constructor(always: Iterable<Topic> = []) {
    this.always = new Set(always)
  }

  /** The port is bound here, in this network; undefined = no longer. Returns the topics that begin and end to matter. */
  move(
    portId: string,
    networkId: string | undefined,
  ): { readonly begin: readonly Topic[]; readonly end: readonly Topic[] } {
    const old = this.networkOf.get(portId)
    if (old === networkId) return { begin: [], end: [] }
    const begin = networkId === undefined || this.ports.has(networkId) ? [] : [networkTopic(networkId)]
    if (networkId === undefined) this.networkOf.delete(portId)
    else {
      this.networkOf.set(portId, networkId)
      const ports = this.ports.get(networkId)
      if (ports === undefined) this.ports.set(networkId, new Set([portId]))
      else ports.add(portId)
    }
    return { begin, end: old === undefined ? [] : this.leave(portId, old) }
  }

  /** Ports of a network on this host. */
  portsOf(networkId: string): Iterable<string> {
    return this.ports.get(networkId) ?? []
  }

  includes(topic: Topic): boolean {
    return this.always.has(topic) || this.ports.has(networkIdOf(topic) ?? '')
  }

  topics(): readonly Topic[] {
    return [...this.always, ...[...this.ports.keys()].map(networkTopic)]
  }

  private leave(portId: string, networkId: string): readonly Topic[] {
    const ports = this.ports.get(networkId)
    ports?.delete(portId)
    if (ports === undefined || ports.size > 0) return []
    this.ports.delete(networkId)
    return [networkTopic(networkId)]
  }
}
