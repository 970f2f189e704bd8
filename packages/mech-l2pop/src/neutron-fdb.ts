import type { MemberItem, PopulationItem } from '@netloom/core/wire'

/** One pair of Neutron's payload; {@link FLOOD_ENTRY} stands for "broadcast of the network goes here". */
export type NeutronPair = readonly [mac: string, ip: string]

export const FLOOD_ENTRY: NeutronPair = ['00:00:00:00:00:00', '0.0.0.0']

/** Argument of Neutron's `add_fdb_entries` and `remove_fdb_entries`, as its agents get it over RPC. */
export type NeutronFdbEntries = Readonly<Record<string, NeutronNetworkEntries>>

export interface NeutronNetworkEntries {
  readonly network_type: string
  readonly segment_id: number
  /** VTEP → pairs, the flood entry first. */
  readonly ports: Readonly<Record<string, readonly NeutronPair[]>>
}

/** Argument of Neutron's `update_fdb_entries`: addresses of a MAC that changed. */
export interface NeutronIpChange {
  readonly chg_ip: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly before: readonly NeutronPair[]; readonly after: readonly NeutronPair[] }>>
    >
  >
}

/** What the feed says of one network, in the form that Neutron's own layer-2 agents and those of others understand. */
export function toNeutronFdbEntries(
  networkId: string,
  members: readonly MemberItem[],
  population: readonly PopulationItem[],
): NeutronFdbEntries {
  const [first] = [...members, ...population]
  if (first === undefined) return {}
  const ports: Record<string, NeutronPair[]> = {}
  for (const { vtep } of members) ports[vtep] = [FLOOD_ENTRY]
  for (const { vtep, macAddress, ipAddresses } of population) {
    ;(ports[vtep] ??= []).push(...ipAddresses.map((ip): NeutronPair => [macAddress, ip]))
  }
  return { [networkId]: { network_type: first.networkType, segment_id: first.segmentationId, ports } }
}

/** undefined = the same addresses. */
export function toNeutronIpChange(
  networkId: string,
  before: PopulationItem,
  after: PopulationItem,
): NeutronIpChange | undefined {
  const gone = before.ipAddresses.filter((ip) => !after.ipAddresses.includes(ip))
  const added = after.ipAddresses.filter((ip) => !before.ipAddresses.includes(ip))
  if (gone.length === 0 && added.length === 0) return undefined
  const pairs = (ips: readonly string[]): readonly NeutronPair[] => ips.map((ip) => [after.macAddress, ip])
  return { chg_ip: { [networkId]: { [after.vtep]: { before: pairs(gone), after: pairs(added) } } } }
}

/** One VTEP of one network, read back from Neutron's payload, which knows neither hosts nor ports. */
export interface NeutronVtep {
  readonly networkId: string
  readonly networkType: string
  readonly segmentationId: number
  readonly vtep: string
  readonly flood: boolean
  /** MAC → its addresses. */
  readonly macs: ReadonlyMap<string, readonly string[]>
}

export function fromNeutronFdbEntries(entries: NeutronFdbEntries): readonly NeutronVtep[] {
  return Object.entries(entries).flatMap(([networkId, { network_type, segment_id, ports }]) =>
    Object.entries(ports).map(([vtep, pairs]) => {
      const macs = new Map<string, string[]>()
      for (const [mac, ip] of pairs) {
        if (mac !== FLOOD_ENTRY[0]) macs.set(mac, [...(macs.get(mac) ?? []), ip])
      }
      const flood = pairs.some(([mac]) => mac === FLOOD_ENTRY[0])
      return { networkId, networkType: network_type, segmentationId: segment_id, vtep, flood, macs }
    }),
  )
}
