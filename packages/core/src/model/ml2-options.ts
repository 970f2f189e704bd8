import { UNLIMITED_QUOTAS, type QuotaLimits } from './quota.ts'

/** Options of the ML2 plugin and the core; Neutron's names camel-cased, Neutron's defaults. */
export interface Ml2Options {
  /**
   * Tried in order for networks without provider data. `project_network_types` (old: `tenant_network_types`). For
   * `createNetloom`, absent = `local` if that is loaded, else the types that are, in the order of the modules.
   */
  readonly projectNetworkTypes: readonly string[]
  readonly externalNetworkType: string | null
  /** 0 = not limited. */
  readonly pathMtu: number
  readonly globalPhysnetMtu: number
  readonly physicalNetworkMtus: Readonly<Record<string, number>>
  readonly overlayIpVersion: 4 | 6
  /** First three (or four) octets are kept. */
  readonly baseMac: string
  /** Seconds after which a silent agent counts as dead. */
  readonly agentDownTime: number
  /** Whether agents seen for the first time are up for work; an administrator says so later where they are not. */
  readonly enableNewAgents: boolean
  /** Most agents that there may be; one more is refused, and the log says so. Not an option of Neutron's. */
  readonly maxAgents: number
  /** Seconds between heartbeats, told to agents. */
  readonly reportInterval: number
  readonly maxDnsNameservers: number
  readonly maxSubnetHostRoutes: number
  readonly maxAllowedAddressPair: number
  /** Zones whose agents take what names none (networks, routers without hints); empty = any. */
  readonly defaultAvailabilityZones: readonly string[]
  /** Whether agents that an administrator put down go on serving what they serve; they get nothing new in any case. */
  readonly enableServicesOnAgentsWithAdminStateDown: boolean
  /** Domain of hosts on networks that have none of their own. */
  readonly dnsDomain: string
  /** Limits of projects that have none of their own. `[quotas] quota_network` etc.; unlike Neutron unlimited by default. */
  readonly quotas: QuotaLimits
}

export const DEFAULT_ML2_OPTIONS: Ml2Options = {
  projectNetworkTypes: ['local'],
  externalNetworkType: null,
  pathMtu: 0,
  globalPhysnetMtu: 1500,
  physicalNetworkMtus: {},
  overlayIpVersion: 4,
  baseMac: 'fa:16:3e:00:00:00',
  agentDownTime: 75,
  enableNewAgents: true,
  maxAgents: 10_000,
  reportInterval: 30,
  maxDnsNameservers: 5,
  maxSubnetHostRoutes: 20,
  maxAllowedAddressPair: 10,
  defaultAvailabilityZones: [],
  enableServicesOnAgentsWithAdminStateDown: false,
  dnsDomain: 'openstacklocal',
  quotas: UNLIMITED_QUOTAS,
}
