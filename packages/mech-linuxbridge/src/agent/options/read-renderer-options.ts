import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import type { MulticastRange } from './multicast-group.ts'
import { rendererProblems } from './parse-renderer-options.ts'
import { ARP_RESPONDERS, type ArpResponder, type LinuxBridgeRendererOptions } from './renderer-options.ts'

/** Where the options stand in the file. */
const PLACES: Readonly<Record<keyof LinuxBridgeRendererOptions, string>> = {
  localIp: '[vxlan] local_ip',
  underlay: '[vxlan] local_ip',
  enableVxlan: '[vxlan] enable_vxlan',
  l2Population: '[vxlan] l2_population',
  arpResponder: '[vxlan] arp_responder_mode',
  bypass: '[vxlan] arp_responder_mode',
  vxlanGroup: '[vxlan] vxlan_group',
  multicastRanges: '[vxlan] multicast_ranges',
  ttl: '[vxlan] ttl',
  tos: '[vxlan] tos',
  udpDstPort: '[vxlan] udp_dstport',
  udpSrcPorts: '[vxlan] udp_srcport_min',
  vlan: '[linux_bridge] physical_interface_mappings',
  physicalInterfaceMappings: '[linux_bridge] physical_interface_mappings',
  bridgeMappings: '[linux_bridge] bridge_mappings',
}

/**
 * Reads `[vxlan]`, `[linux_bridge]` and `[agent]` of a Linux bridge agent's file; `underlay` is left to the caller, who
 * alone can look at the host. @throws {ConfigurationError} with all problems at once
 */
export function readRendererOptions(ini: IniSections): Omit<LinuxBridgeRendererOptions, 'underlay'> {
  const problems: ConfigurationProblem[] = []
  const vxlan = new IniSectionReader(ini, 'vxlan', problems)
  const bridge = new IniSectionReader(ini, 'linux_bridge', problems)
  const agent = new IniSectionReader(ini, 'agent', problems)
  const arpResponder = readArpResponder(vxlan)
  const low = vxlan.integer('udp_srcport_min', 0, 65_535) ?? 0
  const high = vxlan.integer('udp_srcport_max', 0, 65_535) ?? 0
  const dscp = agent.integer('dscp', 0, 63)
  const tosText = vxlan.text('tos')
  const tos: 'inherit' | undefined =
    agent.boolean('dscp_inherit') === true || tosText === 'inherit' ? 'inherit' : undefined
  const options = present({
    localIp: vxlan.text('local_ip'),
    enableVxlan: vxlan.boolean('enable_vxlan'),
    l2Population: vxlan.boolean('l2_population'),
    arpResponder,
    vxlanGroup: readGroup(ini, vxlan),
    multicastRanges: readMulticastRanges(vxlan),
    ttl: vxlan.integer('ttl', 1, 255),
    // A DSCP is the upper six bits of the DS field (RFC 2474, 3).
    tos: tos ?? (dscp === undefined ? vxlan.integer('tos', 0, 255) : dscp << 2),
    udpDstPort: vxlan.integer('udp_dstport', 1, 65_535),
    udpSrcPorts: low === 0 && high === 0 ? undefined : ([low, high] as const),
    physicalInterfaceMappings: bridge.map('physical_interface_mappings'),
    bridgeMappings: bridge.map('bridge_mappings'),
  })
  problems.push(...rendererProblems(options, (option) => PLACES[option]))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

/**
 * Our `arp_responder_mode` decides. Without it Neutron's `arp_responder` does. Without that, population alone brings the proxy,
 * as in Neutron up to Liberty, but only where it swallows nothing.
 */
function readArpResponder(vxlan: IniSectionReader): ArpResponder {
  const enabled = vxlan.boolean('arp_responder')
  const mode = vxlan.text('arp_responder_mode')
  const known = ARP_RESPONDERS.find((responder) => responder === mode)
  if (mode !== undefined && known === undefined) {
    vxlan.complain('arp_responder_mode', mode, 'is unknown', `choose one of ${ARP_RESPONDERS.join(', ')}`)
  }
  if (known !== undefined || enabled === undefined) return known ?? 'auto'
  return enabled ? 'proxy' : 'off'
}

/** `vxlan_group =` (empty) means "no group"; a missing line means the default. */
function readGroup(ini: IniSections, vxlan: IniSectionReader): string | null | undefined {
  const isGiven = ini.get('vxlan')?.has('vxlan_group') ?? false
  return vxlan.text('vxlan_group') ?? (isGiven ? null : undefined)
}

/** `group:first:last`; the group may hold colons itself. */
function readMulticastRanges(vxlan: IniSectionReader): readonly MulticastRange[] | undefined {
  return vxlan.list('multicast_ranges')?.flatMap((entry) => {
    const [, group, first, last] = /^(.+):(\d+):(\d+)$/.exec(entry) ?? []
    if (group !== undefined) return [{ group, first: Number(first), last: Number(last) }]
    vxlan.complain(
      'multicast_ranges',
      entry,
      'is not a range',
      'write group:first:last, for instance 239.1.1.1:100:199',
    )
    return []
  })
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function present<T extends object>(options: T): Present<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Present<T>
}
