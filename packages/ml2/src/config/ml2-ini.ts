import { ConfigurationError, type ConfigurationProblem, type Ml2Options } from '@netloom/core'
import { checkServicePlugins, foreignExtensions, type IniConfig, IniSectionReader } from '@netloom/core/kit'
import { canonicalMac } from '../base/mac-address.ts'
import { readQuotas } from './quotas-ini.ts'

/** What INI files say to the ML2 plugin; options that they leave out are left out here, except for the quotas. */
export interface Ml2Ini {
  readonly ml2: Partial<Ml2Options>
  /** In the order of the file; without the extension drivers of Neutron's that are built in. */
  readonly typeDrivers: readonly string[]
  readonly mechanismDrivers: readonly string[]
  readonly extensionDrivers: readonly string[]
}

/** What installed packages bring beside drivers. */
export interface FoundServices {
  /** That `service_plugins` may name. */
  readonly names: readonly string[]
  /** Default limits of those that are loaded. */
  readonly quotas: Readonly<Record<string, number>>
}
const NO_SERVICES: FoundServices = { names: [], quotas: {} }

type Written<T> = { -readonly [Key in keyof T]?: T[Key] | undefined }

/** As Neutron's. */
const DEFAULT_TYPE_DRIVERS: readonly string[] = ['local', 'flat', 'vlan', 'gre', 'vxlan', 'geneve']
const FOREVER = 2 ** 31 - 1
/** RFC 791: every module must be able to forward datagrams of 68 octets. */
const SMALLEST_MTU = 68
const LARGEST_MTU = 65_535

/**
 * Reads `[ml2]` and the options of `[DEFAULT]` and `[agent]` that concern the plugin, under their present and older names.
 * @throws {ConfigurationError} with every bad value: file, line, section, option and what is allowed
 */
export function readMl2Ini({ sections }: IniConfig, services: FoundServices = NO_SERVICES): Ml2Ini {
  const problems: ConfigurationProblem[] = []
  const ml2 = new IniSectionReader(sections, 'ml2', problems)
  const core = new IniSectionReader(sections, 'DEFAULT', problems)
  const agent = new IniSectionReader(sections, 'agent', problems)
  const typeDrivers = names(ml2, 'type_drivers') ?? DEFAULT_TYPE_DRIVERS
  const options: Written<Ml2Options> = {
    projectNetworkTypes: networkTypes(ml2, typeDrivers),
    externalNetworkType: knownType(ml2, 'external_network_type', ml2.text('external_network_type'), typeDrivers),
    pathMtu: ml2.integer('path_mtu', 0, LARGEST_MTU),
    globalPhysnetMtu: globalMtu(core, ml2),
    physicalNetworkMtus: physicalMtus(ml2),
    overlayIpVersion: overlayVersion(ml2),
    baseMac: baseMac(core),
    agentDownTime: core.integer('agent_down_time', 1, FOREVER),
    enableNewAgents: core.boolean('enable_new_agents'),
    reportInterval: agent.number('report_interval', 0.001, FOREVER),
    maxDnsNameservers: core.integer('max_dns_nameservers', 0, FOREVER),
    maxSubnetHostRoutes: core.integer('max_subnet_host_routes', 0, FOREVER),
    maxAllowedAddressPair: core.integer('max_allowed_address_pair', 0, FOREVER),
    defaultAvailabilityZones: names(core, 'default_availability_zones'),
    enableServicesOnAgentsWithAdminStateDown: core.boolean('enable_services_on_agents_with_admin_state_down'),
    dnsDomain: core.text('dns_domain'),
    quotas: readQuotas(sections, problems, services.quotas),
  }
  const mechanismDrivers = names(ml2, 'mechanism_drivers') ?? []
  const extensionDrivers = foreignExtensions(names(ml2, 'extension_drivers') ?? [])
  checkServicePlugins(core, services.names)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ml2: Object.fromEntries(given), typeDrivers, mechanismDrivers, extensionDrivers }
}

function names(section: IniSectionReader, option: string): readonly string[] | undefined {
  const list = section.list(option)
  for (const name of new Set(list?.filter((name, index) => list.indexOf(name) !== index))) {
    section.complain(option, name, 'is listed twice', 'keep one of the entries')
  }
  return list
}

/** Neutron: `tenant_network_types` until 2023, then `project_network_types`. An empty list leaves projects without networks. */
function networkTypes(ml2: IniSectionReader, typeDrivers: readonly string[]): readonly string[] | undefined {
  const option = ml2.has('project_network_types') ? 'project_network_types' : 'tenant_network_types'
  const types = names(ml2, option)
  for (const type of types ?? []) knownType(ml2, option, type, typeDrivers)
  return types
}

/** Type drivers have the name of their network type, or another package's driver would not be found by it. */
function knownType(
  ml2: IniSectionReader,
  option: string,
  type: string | undefined,
  typeDrivers: readonly string[],
): string | undefined {
  if (type === undefined || typeDrivers.includes(type)) return type
  const loaded = typeDrivers.length === 0 ? 'none is' : `these are: ${typeDrivers.join(', ')}`
  ml2.complain(option, type, 'is not among the type_drivers', `add it to type_drivers in [ml2], where ${loaded}`)
  return undefined
}

/** Neutron: `segment_mtu` in `[ml2]` or `[DEFAULT]` before it was `global_physnet_mtu`. */
function globalMtu(core: IniSectionReader, ml2: IniSectionReader): number | undefined {
  if (core.has('global_physnet_mtu')) return core.integer('global_physnet_mtu', SMALLEST_MTU, LARGEST_MTU)
  const old = core.has('segment_mtu') ? core : ml2
  return old.integer('segment_mtu', SMALLEST_MTU, LARGEST_MTU)
}

function physicalMtus(ml2: IniSectionReader): Readonly<Record<string, number>> | undefined {
  const pairs = ml2.map('physical_network_mtus')
  if (pairs === undefined) return undefined
  const mtus = Object.entries(pairs).map(([network, text]) => [network, Number(text)] as const)
  for (const [network, mtu] of mtus) {
    if (/^\d+$/.test(pairs[network] ?? '') && mtu >= SMALLEST_MTU && mtu <= LARGEST_MTU) continue
    const allowed = `write a whole number from ${String(SMALLEST_MTU)} to ${String(LARGEST_MTU)} after the colon`
    ml2.complain('physical_network_mtus', `${network}:${pairs[network] ?? ''}`, 'has no usable MTU', allowed)
  }
  return Object.fromEntries(mtus)
}

function overlayVersion(ml2: IniSectionReader): 4 | 6 | undefined {
  const version = ml2.choice('overlay_ip_version', ['4', '6'])
  return version === undefined ? undefined : version === '4' ? 4 : 6
}

function baseMac(core: IniSectionReader): string | undefined {
  const text = core.text('base_mac')
  if (text === undefined) return undefined
  const mac = canonicalMac(text)
  if (mac === undefined) {
    const remedy = 'write six octets such as fa:16:3e:00:00:00, the first of them even'
    core.complain('base_mac', text, 'is no MAC address of a single interface', remedy)
  }
  return mac
}
