import { isIP } from 'node:net'
import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import { checkIdRanges } from '@netloom/core/kit'
import { groupProblem } from './multicast-group.ts'
import {
  ARP_RESPONDERS,
  type ArpResponder,
  type LinuxBridgeRendererOptions,
  type RendererSettings,
  type TunnelSettings,
} from './renderer-options.ts'

const DEFAULT_GROUP = '224.0.0.1'
const DEFAULT_PORT = 8472

/** @throws {ConfigurationError} with all problems at once */
export function parseRendererOptions(options: LinuxBridgeRendererOptions): RendererSettings {
  const problems = rendererProblems(options)
  const { localIp, underlay, enableVxlan = true } = options
  if (enableVxlan && localIp !== undefined && underlay === undefined) {
    const remedy = 'name the device that has localIp'
    problems.push({ where: 'linuxBridgeRenderer.underlay', problem: 'is missing', remedy })
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({
    tunnel:
      enableVxlan && localIp !== undefined && underlay !== undefined
        ? tunnelSettings(localIp, underlay, options)
        : undefined,
    l2Population: options.l2Population ?? false,
    arpResponder: responderOf(options),
    bypass: options.bypass ?? false,
    vxlanGroup: options.vxlanGroup === undefined ? DEFAULT_GROUP : options.vxlanGroup,
    multicastRanges: options.multicastRanges ?? [],
    vlan: options.vlan ?? true,
    physicalInterfaceMappings: options.physicalInterfaceMappings ?? {},
    bridgeMappings: options.bridgeMappings ?? {},
  })
}

/** Nothing to answer from without population; and a proxy that nothing gets past would swallow what it cannot answer. */
function responderOf({ l2Population = false, bypass = false, arpResponder }: LinuxBridgeRendererOptions): ArpResponder {
  if (!l2Population) return 'off'
  if (arpResponder === 'auto' && !bypass) return 'off'
  return arpResponder ?? (bypass ? 'auto' : 'suppress')
}

function tunnelSettings(localIp: string, underlay: string, options: LinuxBridgeRendererOptions): TunnelSettings {
  const { ttl, tos, udpDstPort = DEFAULT_PORT, udpSrcPorts } = options
  return Object.freeze({
    localIp,
    underlay,
    dstPort: udpDstPort,
    ...(ttl !== undefined && { ttl }),
    ...(tos !== undefined && tos !== 0 && { tos }),
    ...(udpSrcPorts !== undefined && { portRange: udpSrcPorts }),
  })
}

/** Where an option is written: in a typed options object by default, in an INI file for the reader of those. */
export type WhereIs = (option: keyof LinuxBridgeRendererOptions) => string

/** Everything wrong with the options, apart from what only the host can tell. */
export function rendererProblems(
  options: LinuxBridgeRendererOptions,
  where: WhereIs = (option) => `linuxBridgeRenderer.${option}`,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  const complain = (
    option: keyof LinuxBridgeRendererOptions,
    value: unknown,
    problem: string,
    remedy: string,
  ): void => {
    problems.push({ where: where(option), value: String(value), problem, remedy })
  }
  const bounds = (option: 'ttl' | 'tos' | 'udpDstPort', first: number, last: number): void => {
    const value = options[option]
    if (value === undefined || value === 'inherit' || isWithin(value, first, last)) return
    complain(option, value, 'is out of bounds', `write a whole number from ${String(first)} to ${String(last)}`)
  }
  const { localIp, arpResponder, udpSrcPorts } = options
  if (localIp !== undefined && isIP(localIp) === 0) {
    complain('localIp', localIp, 'is no address', 'write the IPv4 or IPv6 address of this host that tunnels end at')
  }
  if (arpResponder !== undefined && !ARP_RESPONDERS.includes(arpResponder)) {
    complain('arpResponder', arpResponder, 'is unknown', `choose one of ${ARP_RESPONDERS.join(', ')}`)
  }
  bounds('ttl', 1, 255)
  bounds('tos', 0, 255)
  bounds('udpDstPort', 1, 65_535)
  if (udpSrcPorts !== undefined) {
    const [low, high] = udpSrcPorts
    if (!isWithin(low, 1, 65_535) || !isWithin(high, low, 65_535)) {
      complain('udpSrcPorts', udpSrcPorts.join(':'), 'is no range of ports', 'write two ports, the lower one first')
    }
  }
  problems.push(...groupProblems(options, where))
  return problems
}

function groupProblems(options: LinuxBridgeRendererOptions, where: WhereIs): readonly ConfigurationProblem[] {
  const { localIp, l2Population = false, multicastRanges = [], vxlanGroup } = options
  const problems: ConfigurationProblem[] = []
  const check = (option: 'vxlanGroup' | 'multicastRanges', group: string): void => {
    const problem = groupProblem(group, option === 'vxlanGroup')
    if (problem !== undefined) {
      const remedy = 'write an address from 224.0.0.0 to 239.255.255.255, or one that starts with ff'
      problems.push({ where: where(option), value: group, problem, remedy })
    } else if (!l2Population && hasOtherVersion(localIp, group)) {
      const remedy = `use a group of the same IP version as ${localIp ?? ''}`
      problems.push({ where: where(option), value: group, problem: 'does not fit local_ip', remedy })
    }
  }
  if (vxlanGroup !== null) check('vxlanGroup', vxlanGroup ?? DEFAULT_GROUP)
  for (const { group } of multicastRanges) check('multicastRanges', group)
  const vnis = multicastRanges.map(({ first, last }) => [first, last] as const)
  checkIdRanges(vnis, { first: 1, last: 2 ** 24 - 1 }, where('multicastRanges'), problems)
  return problems
}

function isWithin(value: number, first: number, last: number): boolean {
  return Number.isInteger(value) && value >= first && value <= last
}

/** A wrong `localIp` has its own problem already. */
function hasOtherVersion(localIp: string | undefined, group: string): boolean {
  const version = isIP(localIp ?? '')
  return version !== 0 && version !== isIP(group.split('/')[0] ?? '')
}
