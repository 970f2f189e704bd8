import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { flagOption, IniSectionReader, type OptionCheck, parseServiceOptions } from '@netloom/core/kit'
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
}

export type ParsedL3ServiceOptions = Required<L3ServiceOptions>

const DEFAULTS: ParsedL3ServiceOptions = {
  routerScheduler: 'least-routers',
  routerAutoSchedule: true,
  allowAutomaticL3AgentFailover: false,
  enableSnatByDefault: true,
  maxRoutes: 30,
  allowedConntrackHelpers: DEFAULT_HELPERS,
}

const MOST_ROUTES = 10_000

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
  }
  if (core.boolean('l3_ha') === true) {
    core.complain(
      'l3_ha',
      'True',
      'asks that every router runs on several hosts, which is not offered',
      'remove it, or write False',
    )
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseL3ServiceOptions(read as L3ServiceOptions)
}
