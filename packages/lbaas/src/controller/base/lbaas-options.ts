import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { flagOption, IniSectionReader, type OptionCheck, parseServiceOptions } from '@netloom/core/kit'
import { HAPROXY_PROVIDER, type LoadBalancerProvider } from './provider.ts'

/** Options of the controller's half; names of neutron-lbaas and Octavia camel-cased. */
export interface LbaasOptions {
  /** Whether balancers of dead agents go to living ones. Default false: what a dead agent has started may still answer. */
  readonly allowAutomaticLbaasAgentFailover?: boolean
  /** Which agents take a balancer: the one with the fewest (default), or any. */
  readonly loadbalancerScheduler?: 'least-loaded' | 'chance'
  /** Refuse changes of a balancer while another is under way (409 "immutable"), as Octavia does. Default false. */
  readonly strictOctaviaStates?: boolean
  /** The first one has balancers that name none. Default: haproxy. */
  readonly providers?: readonly LoadBalancerProvider[]
}

export type ParsedLbaasOptions = Required<LbaasOptions>

const DEFAULTS: ParsedLbaasOptions = {
  allowAutomaticLbaasAgentFailover: false,
  loadbalancerScheduler: 'least-loaded',
  strictOctaviaStates: false,
  providers: [HAPROXY_PROVIDER],
}

const CHECKS: Readonly<Record<keyof LbaasOptions, OptionCheck>> = {
  allowAutomaticLbaasAgentFailover: flagOption,
  loadbalancerScheduler: (value) =>
    value === 'least-loaded' || value === 'chance' ? undefined : 'write one of: least-loaded, chance',
  strictOctaviaStates: flagOption,
  providers: (value) =>
    Array.isArray(value) && value.length > 0 ? undefined : 'write at least one { name, description }',
}

/** @throws {ConfigurationError} naming every bad option */
export const parseLbaasOptions = (options: LbaasOptions): ParsedLbaasOptions =>
  parseServiceOptions({ service: 'loadBalancers', defaults: DEFAULTS, checks: CHECKS }, options)

const SCHEDULERS: Readonly<Record<string, 'least-loaded' | 'chance'>> = {
  'neutron_lbaas.agent_scheduler.ChanceScheduler': 'chance',
  'neutron_lbaas.agent_scheduler.LeastLoadScheduler': 'least-loaded',
}

/** Reads `[DEFAULT]`. @throws {ConfigurationError} with every bad value */
export function readLbaasOptions(ini: IniSections): ParsedLbaasOptions {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(ini, 'DEFAULT', problems)
  const scheduler = core.choice('loadbalancer_scheduler_driver', Object.keys(SCHEDULERS))
  const read: { readonly [Name in keyof LbaasOptions]: LbaasOptions[Name] | undefined } = {
    allowAutomaticLbaasAgentFailover: core.boolean('allow_automatic_lbaas_agent_failover'),
    loadbalancerScheduler: scheduler === undefined ? undefined : SCHEDULERS[scheduler],
    strictOctaviaStates: core.boolean('strict_octavia_states'),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseLbaasOptions(read as LbaasOptions)
}
