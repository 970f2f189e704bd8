import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { flagOption, IniSectionReader, type OptionCheck, parseServiceOptions } from '@netloom/core/kit'

/** What is counted on the networks of a DHCP agent. Neutron: `dhcp_load_type`. */
export const DHCP_LOAD_TYPES = ['networks', 'subnets', 'ports'] as const
export type DhcpLoadType = (typeof DHCP_LOAD_TYPES)[number]

/** Options of the controller's half; Neutron's names camel-cased, Neutron's defaults. */
export interface DhcpServiceOptions {
  /** How many DHCP agents serve a network at once. Default 1. */
  readonly dhcpAgentsPerNetwork?: number
  /** Which agents take a network: the least loaded (default), or any. Availability zones count in both. */
  readonly networkScheduler?: 'weight' | 'chance'
  /** What makes the load of a DHCP agent: how much of it is on the networks that it serves. Default `networks`. */
  readonly dhcpLoadType?: DhcpLoadType
  /** Whether networks get their DHCP agents by themselves. Default true. */
  readonly networkAutoSchedule?: boolean
  /** Whether networks of dead DHCP agents go to living ones. Default true. */
  readonly allowAutomaticDhcpFailover?: boolean
  /** Seconds; -1 = leases do not end. Default 86,400. */
  readonly dhcpLeaseDuration?: number
}

export type ParsedDhcpServiceOptions = Required<DhcpServiceOptions>

const DEFAULTS: ParsedDhcpServiceOptions = {
  dhcpAgentsPerNetwork: 1,
  networkScheduler: 'weight',
  dhcpLoadType: 'networks',
  networkAutoSchedule: true,
  allowAutomaticDhcpFailover: true,
  dhcpLeaseDuration: 86_400,
}

const MOST = 2 ** 31 - 1

const among =
  (choices: readonly string[]): OptionCheck =>
  (value) =>
    choices.includes(value as string) ? undefined : `write one of: ${choices.join(', ')}`
const count =
  (min: number): OptionCheck =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= MOST
      ? undefined
      : `write a whole number from ${String(min)} to ${String(MOST)}`

const CHECKS: Readonly<Record<keyof DhcpServiceOptions, OptionCheck>> = {
  dhcpAgentsPerNetwork: count(1),
  networkScheduler: among(['weight', 'chance']),
  dhcpLoadType: among(DHCP_LOAD_TYPES),
  networkAutoSchedule: flagOption,
  allowAutomaticDhcpFailover: flagOption,
  dhcpLeaseDuration: count(-1),
}

/** @throws {ConfigurationError} naming every bad option */
export const parseDhcpServiceOptions = (options: DhcpServiceOptions): ParsedDhcpServiceOptions =>
  parseServiceOptions({ service: 'dhcp', defaults: DEFAULTS, checks: CHECKS }, options)

/** Neutron's classes; every scheduler here minds availability zones. */
const SCHEDULERS: Readonly<Record<string, 'weight' | 'chance'>> = {
  'neutron.scheduler.dhcp_agent_scheduler.AZAwareWeightScheduler': 'weight',
  'neutron.scheduler.dhcp_agent_scheduler.WeightScheduler': 'weight',
  'neutron.scheduler.dhcp_agent_scheduler.ChanceScheduler': 'chance',
}

/** Reads `[DEFAULT]`. @throws {ConfigurationError} with every bad value: file, line, section, option and what is allowed */
export function readDhcpServiceOptions(ini: IniSections): ParsedDhcpServiceOptions {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(ini, 'DEFAULT', problems)
  const scheduler = core.choice('network_scheduler_driver', Object.keys(SCHEDULERS))
  const read: { readonly [Name in keyof DhcpServiceOptions]: DhcpServiceOptions[Name] | undefined } = {
    dhcpAgentsPerNetwork: core.integer('dhcp_agents_per_network', 1, MOST),
    networkScheduler: scheduler === undefined ? undefined : SCHEDULERS[scheduler],
    dhcpLoadType: core.choice('dhcp_load_type', DHCP_LOAD_TYPES),
    networkAutoSchedule: core.boolean('network_auto_schedule'),
    allowAutomaticDhcpFailover: core.boolean('allow_automatic_dhcp_failover'),
    dhcpLeaseDuration: core.integer('dhcp_lease_duration', -1, MOST),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseDhcpServiceOptions(read as DhcpServiceOptions)
}
