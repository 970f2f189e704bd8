import type { DeviceState } from './device-state.ts'
import type { Entry } from './entry.ts'
import type { KindTable } from './kind-table.ts'

/** Finds entries by the link they live on and by the key, on another link, whose removal takes them along. */
export class EntryIndex {
  private readonly devices = new Map<string, Set<Entry>>()
  private readonly children = new Map<string, Set<Entry>>()

  constructor(private readonly kinds: KindTable) {}

  onDevice(device: string): Iterable<Entry> {
    return this.devices.get(device) ?? []
  }

  /** Entries on other links whose parent this is. */
  childrenOf(key: string): Iterable<Entry> {
    return this.children.get(key) ?? []
  }

  /** Runs `change` on the entry and keeps the index true to the state it leaves. */
  update(entry: Entry, change: () => void): void {
    const before = entry.state
    change()
    if (before === entry.state) return
    if (before !== undefined) this.remove(entry, before)
    if (entry.state !== undefined) this.add(entry, entry.state)
  }

  private add(entry: Entry, state: DeviceState): void {
    put(this.devices, this.kinds.device(state), entry)
    for (const parent of this.strangeParents(state)) put(this.children, parent, entry)
  }

  private remove(entry: Entry, state: DeviceState): void {
    take(this.devices, this.kinds.device(state), entry)
    for (const parent of this.strangeParents(state)) take(this.children, parent, entry)
  }

  /** Parents on other links: those on the same one are found by the link, and there are thousands of them. */
  private strangeParents(state: DeviceState): readonly string[] {
    const device = this.kinds.device(state)
    return this.kinds.parents(state).filter((parent) => parent.split(' ', 2)[1] !== device)
  }
}

function put(index: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const set = index.get(name)
  if (set === undefined) index.set(name, new Set([entry]))
  else set.add(entry)
}

function take(index: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const set = index.get(name)
  set?.delete(entry)
  if (set?.size === 0) index.delete(name)
}
