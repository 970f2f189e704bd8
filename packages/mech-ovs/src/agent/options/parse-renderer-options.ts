import { isIP } from 'node:net'
import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import {
  TUNNEL_TYPES,
  type OpenvswitchRendererOptions,
  type RendererSettings,
  type TunnelSettings,
} from './renderer-options.ts'

const DEFAULT_VXLAN_PORT = 4789
const DEFAULT_BRIDGE = { integration: 'br-int', tunnel: 'br-tun' } as const

/** @throws {ConfigurationError} with all problems at once */
export function parseRendererOptions(options: OpenvswitchRendererOptions): RendererSettings {
  const problems = rendererProblems(options)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const l2Population = options.l2Population ?? false
  return Object.freeze({
    tunnels: tunnelSettings(options),
    l2Population,
    arpResponder: l2Population && (options.arpResponder ?? false),
    bridgeMappings: options.bridgeMappings ?? {},
    integrationBridge: options.integrationBridge ?? DEFAULT_BRIDGE.integration,
    datapathType: options.datapathType ?? 'system',
    ...(options.igmpSnooping !== undefined && { igmpSnooping: options.igmpSnooping }),
  })
}

function tunnelSettings(options: OpenvswitchRendererOptions): TunnelSettings | undefined {
  const { localIp, tunnelTypes = [], tos } = options
  if (localIp === undefined || tunnelTypes.length === 0) return undefined
  return Object.freeze({
    localIp,
    types: [...new Set(tunnelTypes)],
    bridge: options.tunnelBridge ?? DEFAULT_BRIDGE.tunnel,
    outer: options.intPeerPatchPort ?? 'patch-tun',
    inner: options.tunPeerPatchPort ?? 'patch-int',
    vxlanUdpPort: options.vxlanUdpPort ?? DEFAULT_VXLAN_PORT,
    dontFragment: options.dontFragment ?? true,
    checksum: options.tunnelCsum ?? false,
    ...(tos !== undefined && tos !== 0 && { tos }),
  })
}

/** Where an option is written: in a typed options object by default, in an INI file for the reader of those. */
export type WhereIs = (option: keyof OpenvswitchRendererOptions) => string

/** Everything wrong with the options. */
export function rendererProblems(
  options: OpenvswitchRendererOptions,
  where: WhereIs = (option) => `openvswitchRenderer.${option}`,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  const complain = (option: keyof OpenvswitchRendererOptions, value: string, problem: string, remedy: string): void => {
    problems.push({ where: where(option), ...(value !== '' && { value }), problem, remedy })
  }
  const { localIp, tunnelTypes = [], vxlanUdpPort, tos, bridgeMappings = {} } = options
  if (localIp !== undefined && isIP(localIp) === 0) {
    complain('localIp', localIp, 'is no address', 'write the IPv4 or IPv6 address of this host that tunnels end at')
  }
  if (localIp === undefined && tunnelTypes.length > 0) {
    complain(
      'localIp',
      '',
      'is missing',
      `tunnels (${tunnelTypes.join(', ')}) need the address of this host they end at`,
    )
  }
  for (const type of tunnelTypes) {
    if (!TUNNEL_TYPES.includes(type))
      complain('tunnelTypes', type, 'is unknown', `choose from ${TUNNEL_TYPES.join(', ')}`)
  }
  if (vxlanUdpPort !== undefined && !isWithin(vxlanUdpPort, 1, 65_535)) {
    complain('vxlanUdpPort', String(vxlanUdpPort), 'is out of bounds', 'write a whole number from 1 to 65535')
  }
  if (tos !== undefined && tos !== 'inherit' && !isWithin(tos, 0, 255)) {
    complain('tos', String(tos), 'is out of bounds', 'write a whole number from 0 to 255')
  }
  problems.push(...sharedBridges(bridgeMappings, where), ...doubleRoles(options, where))
  return problems
}

/** A bridge with two of our sets of tables would have neither. */
function doubleRoles(options: OpenvswitchRendererOptions, where: WhereIs): readonly ConfigurationProblem[] {
  const { integrationBridge = DEFAULT_BRIDGE.integration, tunnelBridge = DEFAULT_BRIDGE.tunnel } = options
  const { tunnelTypes = [], bridgeMappings = {} } = options
  const hasTunnels = tunnelTypes.length > 0
  const remedy = 'name another bridge'
  const provider = Object.values(bridgeMappings).find(
    (bridge) => bridge === integrationBridge || (hasTunnels && bridge === tunnelBridge),
  )
  const problems: ConfigurationProblem[] = []
  if (hasTunnels && tunnelBridge === integrationBridge) {
    const problem = 'is the integration bridge, too'
    problems.push({ where: where('tunnelBridge'), value: tunnelBridge, problem, remedy })
  }
  if (provider !== undefined) {
    const problem = "is one of the agent's own bridges"
    problems.push({ where: where('bridgeMappings'), value: provider, problem, remedy })
  }
  return problems
}

/** Two physical networks on one bridge would be one wire. */
function sharedBridges(mappings: Readonly<Record<string, string>>, where: WhereIs): readonly ConfigurationProblem[] {
  const bridges = Object.values(mappings)
  return [...new Set(bridges.filter((bridge, index) => bridges.indexOf(bridge) !== index))].map((bridge) => ({
    where: where('bridgeMappings'),
    value: bridge,
    problem: 'carries two physical networks',
    remedy: 'give each physical network a bridge of its own',
  }))
}

function isWithin(value: number, first: number, last: number): boolean {
  return Number.isInteger(value) && value >= first && value <= last
}
