import type { Topic } from '@netloom/core/wire'

/** A topic that ports of this host lead to. */
interface Node {
  readonly topic: Topic
  /** Ports that need it themselves. */
  readonly ports: Set<string>
  /** Topics with items that lead here, and how many of those. */
  readonly from: Map<Topic, number>
  /** What its own items lead to. */
  readonly leads: Map<string, readonly Topic[]>
  /** Its items have been looked at. */
  told: boolean
}

/**
 * Which topics of groups the ports of this host lead to: ports to groups, items of groups to more of them (a rule names a remote
 * group). Changes are noted in any order; `settle` then says what begins and ends to matter. A change costs what it touches, however
 * many ports there are.
 */
export class GroupInterest {
  private readonly nodes = new Map<Topic, Node>()
  private readonly topicsOf = new Map<string, readonly Topic[]>()
  /** Each waiting port, under one of the topics that it lacks. */
  private readonly waitingFor = new Map<Topic, Set<string>>()
  private readonly lacks = new Map<string, Topic>()
  private readonly begun = new Set<Topic>()
  /** Topics that something led to before, and ports to look at again. */
  private readonly loosened = new Set<Topic>()
  private readonly unsettled = new Set<string>()

  includes(topic: Topic): boolean {
    return this.nodes.has(topic)
  }

  topics(): Iterable<Topic> {
    return this.nodes.keys()
  }

  /** Whether a topic that the port needs is not known yet. */
  isWaiting(portId: string): boolean {
    return this.lacks.has(portId)
  }

  /** The port needs these itself; none = it is gone, or nobody filters it. */
  port(portId: string, topics: readonly Topic[]): void {
    const before = this.topicsOf.get(portId) ?? []
    if (before.length === 0 && topics.length === 0) return
    const now = [...new Set(topics)]
    if (now.length === 0) this.topicsOf.delete(portId)
    else this.topicsOf.set(portId, now)
    for (const topic of now) this.node(topic).ports.add(portId)
    for (const topic of before) {
      if (now.includes(topic)) continue
      this.nodes.get(topic)?.ports.delete(portId)
      this.loosened.add(topic)
    }
    this.unsettled.add(portId)
  }

  /** An item of a followed topic leads to these; none = it is gone, or leads nowhere. */
  item(topic: Topic, key: string, topics: readonly Topic[]): void {
    const node = this.nodes.get(topic)
    if (node === undefined) return
    const before = node.leads.get(key) ?? []
    const now = [...new Set(topics)]
    if (now.length === 0) node.leads.delete(key)
    else node.leads.set(key, now)
    for (const to of now) {
      const { from } = this.node(to)
      from.set(topic, (from.get(topic) ?? 0) + 1)
    }
    for (const to of before) this.loosen(topic, to)
  }

  /** All items of the topic that are known have been looked at. */
  told(topic: Topic): void {
    const node = this.nodes.get(topic)
    if (node === undefined || node.told) return
    node.told = true
    this.free(topic)
  }

  /** What the changes since the last time come to, and the ports that wait no more. */
  settle(): { readonly begin: readonly Topic[]; readonly end: readonly Topic[]; readonly released: readonly string[] } {
    const end = new Set<Topic>()
    for (const topic of this.loosened) for (const gone of this.unrooted(topic)) this.remove(gone, end)
    const begin = [...this.begun].filter((topic) => !end.has(topic))
    const ended = [...end].filter((topic) => !this.begun.has(topic))
    const released = [...this.unsettled].filter((portId) => !this.place(portId))
    this.begun.clear()
    this.loosened.clear()
    this.unsettled.clear()
    return { begin, end: ended, released }
  }

  private node(topic: Topic): Node {
    const known = this.nodes.get(topic)
    if (known !== undefined) return known
    const made: Node = { topic, ports: new Set(), from: new Map(), leads: new Map(), told: false }
    this.nodes.set(topic, made)
    this.begun.add(topic)
    return made
  }

  private loosen(topic: Topic, to: Topic): void {
    const from = this.nodes.get(to)?.from
    const count = (from?.get(topic) ?? 0) - 1
    if (count > 0) from?.set(topic, count)
    else from?.delete(topic)
    this.loosened.add(to)
  }

  /** The topic and all that lead to it, when no port is behind any of them: groups may name each other in a circle. */
  private unrooted(topic: Topic): Iterable<Topic> {
    const seen = new Set([topic])
    for (const one of seen) {
      const node = this.nodes.get(one)
      if (node === undefined) continue
      if (node.ports.size > 0) return []
      for (const origin of node.from.keys()) seen.add(origin)
    }
    return seen
  }

  private remove(topic: Topic, end: Set<Topic>): void {
    const node = this.nodes.get(topic)
    if (node === undefined) return
    this.nodes.delete(topic)
    end.add(topic)
    this.free(topic)
    for (const led of node.leads.values()) for (const to of led) this.loosen(topic, to)
  }

  private free(topic: Topic): void {
    for (const portId of this.waitingFor.get(topic) ?? []) this.unsettled.add(portId)
  }

  /** Lets the port wait for the first topic that it lacks. Returns whether it waits. */
  private place(portId: string): boolean {
    const before = this.lacks.get(portId)
    const lacking = this.lacking(portId)
    if (before !== undefined && before !== lacking) {
      const waiting = this.waitingFor.get(before)
      waiting?.delete(portId)
      if (waiting?.size === 0) this.waitingFor.delete(before)
      this.lacks.delete(portId)
    }
    if (lacking === undefined) return false
    this.lacks.set(portId, lacking)
    const waiting = this.waitingFor.get(lacking)
    if (waiting === undefined) this.waitingFor.set(lacking, new Set([portId]))
    else waiting.add(portId)
    return true
  }

  private lacking(portId: string): Topic | undefined {
    const seen = new Set(this.topicsOf.get(portId))
    for (const topic of seen) {
      const node = this.nodes.get(topic)
      if (node?.told !== true) return topic
      for (const led of node.leads.values()) for (const to of led) seen.add(to)
    }
    return undefined
  }
}
