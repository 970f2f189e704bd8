import type { Agent, AgentConfigurations, FixedIp } from '@netloom/core'
import type { MemberItem, PopulationItem } from '@netloom/core/wire'

/** What population needs to know of an agent. */
export type PopulationAgent = Pick<Agent, 'configurations'>

/** What decides whether, and how, a port is told to the other hosts. */
export interface AnnouncedPort {
  readonly id: string
  readonly macAddress: string
  readonly deviceOwner: string
  readonly fixedIps: readonly Pick<FixedIp, 'ipAddress'>[]
  readonly host: string
  /** Segment of the bottom binding level; absent = not bound. */
  readonly segment: { readonly networkType: string; readonly segmentationId: number | null } | undefined
}

/** What the other hosts must know of a port. `population` is absent where only broadcast may go to its host. */
export interface Announcement {
  readonly member: MemberItem
  readonly population?: PopulationItem
}

/**
 * Owners whose MAC sits on several hosts at once: an entry for one host would be wrong for the others, so their hosts get
 * broadcast and the rest is learned (Neutron: distributed routers and replicated interfaces of HA routers).
 */
const ON_SEVERAL_HOSTS: ReadonlySet<string> = new Set([
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
])

/** Whether frames to the port go to one host alone. */
export const hasOwnEntry = ({ deviceOwner, fixedIps }: Pick<AnnouncedPort, 'deviceOwner' | 'fixedIps'>): boolean =>
  !ON_SEVERAL_HOSTS.has(deviceOwner) && fixedIps.length > 0

/** undefined = the other hosts cannot know of the port: it is not bound, or to no agent with a VTEP for its segment. */
export function announcementOf(port: AnnouncedPort, hostAgents: readonly PopulationAgent[]): Announcement | undefined {
  const { segment, host } = port
  if (segment?.segmentationId == null) return undefined
  const vtep = vtepFor(segment.networkType, hostAgents)
  if (vtep === undefined) return undefined
  const where = { host, vtep, networkType: segment.networkType, segmentationId: segment.segmentationId }
  if (!hasOwnEntry(port)) return { member: where }
  // Sorted: the order of a port's addresses means nothing, and a changed order must not look like a change.
  const ipAddresses = port.fixedIps.map(({ ipAddress }) => ipAddress).sort()
  return { member: where, population: { portId: port.id, macAddress: port.macAddress, ipAddresses, ...where } }
}

/** Address of the host's tunnel endpoint for this network type; undefined = the host takes no part. */
export function vtepFor(networkType: string, hostAgents: readonly PopulationAgent[]): string | undefined {
  const agent = hostAgents.find(
    ({ configurations }) => hasVtep(configurations) && populatedTypes(configurations).includes(networkType),
  )
  return agent?.configurations.tunnelingIp
}

/** Network types an agent wants populated (Neutron: `l2pop_network_types`, else its tunnel types). */
export function populatedTypes({ l2popNetworkTypes, tunnelTypes }: AgentConfigurations): readonly string[] {
  return l2popNetworkTypes ?? tunnelTypes ?? []
}

function hasVtep({ tunnelingIp }: AgentConfigurations): boolean {
  return tunnelingIp !== undefined && tunnelingIp !== ''
}
