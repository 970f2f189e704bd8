import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import {
  cidrsOverlap,
  flagOption,
  IniSectionReader,
  type OptionCheck,
  parseCidr,
  parseServiceOptions,
} from '@netloom/core/kit'
import { HA_ADDRESSES } from '../../wire/ha-addresses.ts'
import { type AllowedHelpers, DEFAULT_HELPERS, readAllowedHelpers } from './allowed-helpers.ts'

/** Options of the controller's half; Neutron's names camel-cased, Neutron's defaults. */
export interface L3ServiceOptions {
  /** Which agents take a router: the one with the fewest (default), or any. Availability zones count in both. */
  readonly routerScheduler?: 'least-routers' | 'chance'
  /** Whether routers get their agent by themselves. Default true. */
  readonly routerAutoSchedule?: boolean
  /** Whether routers of dead agents go to living ones. Default false. */
  readonly allowAutomaticL3AgentFailover?: boolean
  /** What gateways do that do not say. Default true. */
  readonly enableSnatByDefault?: boolean
  /** Extra routes of one router. Default 30. */
  readonly maxRoutes?: number
  /** Protocols by conntrack helper. Default: Neutron's list. */
  readonly allowedConntrackHelpers?: AllowedHelpers
  /** Whether routers that do not say are on several hosts. Default false. */
  readonly l3Ha?: boolean
  /** L3 agents of an HA router; 0 = all. Default 3. */
  readonly maxL3AgentsPerRouter?: number
  /** Prefix of the networks on which hosts of HA routers hear each other. Default 169.254.192.0/18. */
  readonly l3HaNetCidr?: string
  /** What those networks are made of; empty (default) = as any project's. */
  readonly l3HaNetworkType?: string
  readonly l3HaNetworkPhysicalName?: string
}

export type ParsedL3ServiceOptions = Required<L3ServiceOptions>

const DEFAULTS: ParsedL3ServiceOptions = {
  routerScheduler: 'least-routers',
  routerAutoSchedule: true,
  allowAutomaticL3AgentFailover: false,
  enableSnatByDefault: true,
  maxRoutes: 30,
  allowedConntrackHelpers: DEFAULT_HELPERS,
  l3Ha: false,
  maxL3AgentsPerRouter: 3,
  l3HaNetCidr: '169.254.192.0/18',
  l3HaNetworkType: '',
  l3HaNetworkPhysicalName: '',
}

const MOST_ROUTES = 10_000
const MOST_AGENTS = 1_000

const isText: OptionCheck = (value) => (typeof value === 'string' ? undefined : 'write a text')
/** Room for the hosts, and none in the prefix from which VRRP takes the addresses that it moves. */
const isHaPrefix = (value: unknown): boolean => {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined
  const moved = parseCidr(HA_ADDRESSES)
  return cidr?.version === 4 && cidr.prefixLength <= 29 && moved !== undefined && !cidrsOverlap(cidr, moved)
}
const HA_PREFIX_REMEDY = `write an IPv4 prefix of at most 29 bits that leaves ${HA_ADDRESSES} free: 169.254.192.0/18`

const CHECKS: Readonly<Record<keyof L3ServiceOptions, OptionCheck>> = {
  routerScheduler: (value) =>
    value === 'least-routers' || value === 'chance' ? undefined : 'write one of: least-routers, chance',
  routerAutoSchedule: flagOption,
  allowAutomaticL3AgentFailover: flagOption,
  enableSnatByDefault: flagOption,
  maxRoutes: (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_ROUTES
      ? undefined
      : `write a whole number from 0 to ${String(MOST_ROUTES)}`,
  allowedConntrackHelpers: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray)
      ? undefined
      : "write protocols by helper: { ftp: ['tcp'] }",
  l3Ha: flagOption,
  maxL3AgentsPerRouter: (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_AGENTS
      ? undefined
      : `write a whole number from 1 to ${String(MOST_AGENTS)}, or 0 for all`,
  l3HaNetCidr: (value) => (isHaPrefix(value) ? undefined : HA_PREFIX_REMEDY),
  l3HaNetworkType: isText,
  l3HaNetworkPhysicalName: isText,
}

/** @throws {ConfigurationError} naming every bad option */
export const parseL3ServiceOptions = (options: L3ServiceOptions): ParsedL3ServiceOptions =>
  parseServiceOptions({ service: 'routers', defaults: DEFAULTS, checks: CHECKS }, options)

/** Neutron's classes; every scheduler here minds availability zones. */
const SCHEDULERS: Readonly<Record<string, 'least-routers' | 'chance'>> = {
  'neutron.scheduler.l3_agent_scheduler.LeastRoutersScheduler': 'least-routers',
  'neutron.scheduler.l3_agent_scheduler.AZLeastRoutersScheduler': 'least-routers',
  'neutron.scheduler.l3_agent_scheduler.ChanceScheduler': 'chance',
}

/** Reads `[DEFAULT]`. @throws {ConfigurationError} with every bad value: file, line, section, option and what is allowed */
export function readL3ServiceOptions(ini: IniSections): ParsedL3ServiceOptions {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(ini, 'DEFAULT', problems)
  const scheduler = core.choice('router_scheduler_driver', Object.keys(SCHEDULERS))
  const read: { readonly [Name in keyof L3ServiceOptions]: L3ServiceOptions[Name] | undefined } = {
    routerScheduler: scheduler === undefined ? undefined : SCHEDULERS[scheduler],
    routerAutoSchedule: core.boolean('router_auto_schedule'),
    allowAutomaticL3AgentFailover: core.boolean('allow_automatic_l3agent_failover'),
    enableSnatByDefault: core.boolean('enable_snat_by_default'),
    maxRoutes: core.integer('max_routes', 0, MOST_ROUTES),
    allowedConntrackHelpers: readAllowedHelpers(core),
    l3Ha: core.boolean('l3_ha'),
    maxL3AgentsPerRouter: core.integer('max_l3_agents_per_router', 0, MOST_AGENTS),
    l3HaNetCidr: core.text('l3_ha_net_cidr'),
    l3HaNetworkType: core.text('l3_ha_network_type'),
    l3HaNetworkPhysicalName: core.text('l3_ha_network_physical_name'),
  }
  if (read.l3HaNetCidr !== undefined && !isHaPrefix(read.l3HaNetCidr)) {
    core.complain('l3_ha_net_cidr', read.l3HaNetCidr, 'is no prefix for networks of HA routers', HA_PREFIX_REMEDY)
  }
  if (read.l3HaNetworkPhysicalName !== undefined && read.l3HaNetworkType === undefined) {
    const problem = 'counts only with a type of network'
    core.complain('l3_ha_network_physical_name', read.l3HaNetworkPhysicalName, problem, 'write l3_ha_network_type, too')
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseL3ServiceOptions(read as L3ServiceOptions)
}
