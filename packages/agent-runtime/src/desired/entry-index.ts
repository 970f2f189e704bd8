import type { DeviceState } from '@netloom/core'
import type { Entry } from './entry.ts'
import { secondWord, type KindTable } from './kind-table.ts'

/** Finds entries by the link they live on and by the key, on another link, whose removal takes them along. */
export class EntryIndex {
  private readonly devices = new Map<string, Set<Entry>>()
  private readonly children = new Map<string, Set<Entry>>()

  constructor(private readonly kinds: KindTable) {}

  portOfDevice(device: string): Iterable<Entry> {
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
    const after = entry.state
    if (before === after) return
    const from = before && this.place(entry.key, before)
    const to = after && this.place(entry.key, after)
    if (from !== undefined && to !== undefined && samePlace(from, to)) return
    if (from !== undefined) each(from, entry, this.devices, this.children, take)
    if (to !== undefined) each(to, entry, this.devices, this.children, put)
  }

  private place(key: string, state: DeviceState): Place {
    const device = this.kinds.device(state, key)
    // Parents on the same link are found by the link, and have thousands of children.
    return { device, parents: this.kinds.parents(state).filter((parent) => secondWord(parent) !== device) }
  }
}

/** Where an entry is found. */
interface Place {
  readonly device: string
  /** Parents on other links. */
  readonly parents: readonly string[]
}

type Index = Map<string, Set<Entry>>

const samePlace = (a: Place, b: Place): boolean =>
  a.device === b.device && a.parents.length === b.parents.length && a.parents.every((key, at) => key === b.parents[at])

function each(
  { device, parents }: Place,
  entry: Entry,
  devices: Index,
  children: Index,
  change: (index: Index, name: string, entry: Entry) => void,
): void {
  change(devices, device, entry)
  for (const parent of parents) change(children, parent, entry)
}

function put(index: Index, name: string, entry: Entry): void {
  const set = index.get(name)
  if (set === undefined) index.set(name, new Set([entry]))
  else set.add(entry)
}

function take(index: Index, name: string, entry: Entry): void {
  const set = index.get(name)
  set?.delete(entry)
  if (set?.size === 0) index.delete(name)
}
