import { BUILT_IN_DRIVERS } from '../compose/built-in-drivers.ts'
import { PHYSICAL_NETWORK } from './state/names.ts'

export interface LabIniRequest {
  /** IP version of the underlay; it counts for the networks' MTU: an IPv6 header is 20 bytes longer. */
  readonly overlayIpVersion: 4 | 6
  /** What a network is made of whose maker does not say. */
  readonly networkType: string
  /** Those of the hosts, each once. */
  readonly mechanisms: readonly string[]
}

const TYPE_DRIVERS: readonly string[] = BUILT_IN_DRIVERS.filter(({ kind }) => kind === 'type').map(({ name }) => name)

/** What a lab runs when it is given no file: every type, tables filled by L2 population. */
export const defaultLabIni = ({ overlayIpVersion, networkType, mechanisms }: LabIniRequest): string => `[ml2]
type_drivers = ${[...new Set([...TYPE_DRIVERS, networkType])].join(',')}
project_network_types = ${networkType}
mechanism_drivers = ${[...mechanisms, 'l2population'].join(',')}
overlay_ip_version = ${String(overlayIpVersion)}

[ml2_type_vxlan]
vni_ranges = 100:9999

[ml2_type_gre]
tunnel_id_ranges = 100:9999

[ml2_type_geneve]
vni_ranges = 100:9999

[ml2_type_vlan]
network_vlan_ranges = ${PHYSICAL_NETWORK}:1000:1999

[ml2_type_flat]
flat_networks = ${PHYSICAL_NETWORK}

# Agents of the Linux bridge read [vxlan], those of Open vSwitch [agent].
[vxlan]
l2_population = True

[agent]
l2_population = True
arp_responder = True

# A laptop's owner knows how much is enough.
[quotas]
quota_network = -1
quota_subnet = -1
quota_port = -1
`
