import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { parseOvsdbEndpoint } from '../ovsdb/ovsdb-endpoint.ts'
import { rendererProblems } from './parse-renderer-options.ts'
import { type OpenvswitchRendererOptions, type TunnelType } from './renderer-options.ts'

/** Section and name of the options. */
const PLACES: Readonly<Record<keyof OpenvswitchRendererOptions, readonly ['ovs' | 'agent', option: string]>> = {
  localIp: ['ovs', 'local_ip'],
  tunnelTypes: ['agent', 'tunnel_types'],
  l2Population: ['agent', 'l2_population'],
  arpResponder: ['agent', 'arp_responder'],
  bridgeMappings: ['ovs', 'bridge_mappings'],
  integrationBridge: ['ovs', 'integration_bridge'],
  tunnelBridge: ['ovs', 'tunnel_bridge'],
  intPeerPatchPort: ['ovs', 'int_peer_patch_port'],
  tunPeerPatchPort: ['ovs', 'tun_peer_patch_port'],
  datapathType: ['ovs', 'datapath_type'],
  igmpSnooping: ['ovs', 'igmp_snooping_enable'],
  vxlanUdpPort: ['agent', 'vxlan_udp_port'],
  dontFragment: ['agent', 'dont_fragment'],
  tunnelCsum: ['agent', 'tunnel_csum'],
  tos: ['agent', 'dscp'],
}

/** Renderer options, and where the host's database listens. */
export interface OpenvswitchAgentOptions {
  readonly renderer: OpenvswitchRendererOptions
  readonly ovsdb: string
  /** What the file asks for and this host does without. */
  readonly warnings: readonly ConfigurationProblem[]
}

const DEFAULT_OVSDB = 'unix:/var/run/openvswitch/db.sock'

/** Reads `[ovs]` and `[agent]` of an Open vSwitch agent's file. @throws {ConfigurationError} with all problems at once */
export function readOpenvswitchOptions(ini: IniSections): OpenvswitchAgentOptions {
  const problems: ConfigurationProblem[] = []
  const ovs = new IniSectionReader(ini, 'ovs', problems)
  const agent = new IniSectionReader(ini, 'agent', problems)
  const dscp = agent.integer('dscp', 0, 63)
  const localIp = ovs.text('local_ip')
  const tunnelTypes = agent.list('tunnel_types')
  const inherit = agent.boolean('dscp_inherit') === true
  const renderer = present({
    localIp,
    // What is unknown is reported with the other problems.
    tunnelTypes: localIp === undefined ? undefined : (tunnelTypes as readonly TunnelType[] | undefined),
    l2Population: agent.boolean('l2_population'),
    arpResponder: agent.boolean('arp_responder'),
    bridgeMappings: ovs.map('bridge_mappings'),
    integrationBridge: ovs.text('integration_bridge'),
    tunnelBridge: ovs.text('tunnel_bridge'),
    intPeerPatchPort: ovs.text('int_peer_patch_port'),
    tunPeerPatchPort: ovs.text('tun_peer_patch_port'),
    datapathType: ovs.choice('datapath_type', ['system', 'netdev'] as const),
    igmpSnooping: ovs.boolean('igmp_snooping_enable'),
    vxlanUdpPort: agent.integer('vxlan_udp_port', 1, 65_535),
    dontFragment: agent.boolean('dont_fragment'),
    tunnelCsum: agent.boolean('tunnel_csum'),
    // A DSCP is the upper six bits of the DS field (RFC 2474, 3).
    tos: inherit ? ('inherit' as const) : dscp === undefined ? undefined : dscp << 2,
  })
  const readers = { ovs, agent }
  problems.push(
    ...rendererProblems(renderer, (option) => {
      const [section, name] = PLACES[option]
      return readers[section].where(name)
    }),
  )
  const ovsdb = ovs.text('ovsdb_connection') ?? DEFAULT_OVSDB
  const remedy = 'write unix:/path, tcp:127.0.0.1:6640 or tcp:[::1]:6640'
  if (!isOvsdbEndpoint(ovsdb)) ovs.complain('ovsdb_connection', ovsdb, 'is no connection to a database', remedy)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const warnings = localIp === undefined && tunnelTypes !== undefined && tunnelTypes.length > 0 ? [noTunnels(ovs)] : []
  return { renderer, ovsdb, warnings }
}

/** The file of Neutron's packages names tunnel types and no address: other networks of the host work all the same. */
function noTunnels(ovs: IniSectionReader): ConfigurationProblem {
  const problem = 'is missing: no tunnel ends at this host, and ports of tunnelled networks are not bound to it'
  return { where: ovs.where('local_ip'), problem, remedy: 'write the address of this host that tunnels end at' }
}

function isOvsdbEndpoint(text: string): boolean {
  try {
    parseOvsdbEndpoint(text)
    return true
  } catch {
    return false
  }
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function present<T extends object>(options: T): Present<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Present<T>
}
