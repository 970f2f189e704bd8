import type { FeedItem } from '@netloom/core'
import type { MemberItem, PopulationItem } from '@netloom/core/wire'

/** What one VTEP of a network must stand for in the tables of a member host, whatever its switch. */
export interface ExpectedVtep {
  readonly vtep: string
  readonly host: string
  /** Broadcast, unknown unicast and multicast go there too. */
  readonly flood: boolean
  readonly entries: readonly ExpectedEntry[]
}

export interface ExpectedEntry {
  readonly portId: string
  readonly macAddress: string
  readonly ipAddresses: readonly string[]
}

/** The table that a host with `ownVtep` must hold of a network, given the items of `network/<id>`; sorted by VTEP and MAC. */
export function expectedTable(items: readonly FeedItem[], ownVtep: string): readonly ExpectedVtep[] {
  const vteps = new Map<string, { host: string; flood: boolean; entries: ExpectedEntry[] }>()
  const at = ({ vtep, host }: MemberItem): { host: string; flood: boolean; entries: ExpectedEntry[] } => {
    const known = vteps.get(vtep) ?? { host, flood: false, entries: [] }
    vteps.set(vtep, known)
    return known
  }
  for (const { key, body } of items) {
    if (key.startsWith('member/')) {
      const member = body as MemberItem
      if (member.vtep !== ownVtep) at(member).flood = true
    } else if (key.startsWith('port/')) {
      const entry = body as PopulationItem
      const { portId, macAddress, ipAddresses } = entry
      if (entry.vtep !== ownVtep) at(entry).entries.push({ portId, macAddress, ipAddresses })
    }
  }
  return [...vteps]
    .map(([vtep, { host, flood, entries }]) => ({ vtep, host, flood, entries: entries.toSorted(byMac) }))
    .sort((a, b) => (a.vtep < b.vtep ? -1 : 1))
}

function byMac(a: ExpectedEntry, b: ExpectedEntry): number {
  return a.macAddress < b.macAddress ? -1 : 1
}
