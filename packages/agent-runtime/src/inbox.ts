import type { Topic } from '@netloom/core/wire'

/** What a turn has to look at. */
export interface Work {
  /** View items that changed, by topic. */
  readonly items: ReadonlyMap<Topic, ReadonlySet<string>>
  /** Keys to plan for. */
  readonly keys: ReadonlySet<string>
  /** Ports whose state is to be judged although none of their keys moved. */
  readonly ports: ReadonlySet<string>
  /** Links to read again; `all` = the whole host. */
  readonly read: ReadonlySet<string> | 'all'
}

/** Collects what happens while a turn runs, for the next turn: a thousand events then cost one. */
export class Inbox {
  private items = new Map<Topic, Set<string>>()
  private keys = new Set<string>()
  private ports = new Set<string>()
  private read: Set<string> | 'all' = new Set()

  get empty(): boolean {
    return this.items.size + this.keys.size + this.ports.size === 0 && this.read !== 'all' && this.read.size === 0
  }

  addItems(topic: Topic, keys: Iterable<string>): void {
    const known = this.items.get(topic) ?? new Set()
    for (const key of keys) known.add(key)
    this.items.set(topic, known)
  }

  addKeys(keys: Iterable<string>): void {
    for (const key of keys) this.keys.add(key)
  }

  addPort(portId: string): void {
    this.ports.add(portId)
  }

  addRead(devices: Iterable<string> | 'all'): void {
    if (devices === 'all') this.read = 'all'
    else if (this.read !== 'all') for (const device of devices) this.read.add(device)
  }

  take(): Work {
    const { items, keys, ports, read } = this
    this.items = new Map()
    this.keys = new Set()
    this.ports = new Set()
    this.read = new Set()
    return { items, keys, ports, read }
  }
}
