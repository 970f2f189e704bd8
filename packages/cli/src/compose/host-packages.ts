import type { FirewallPackage, OptionsVerdict, RolePackage, SwitchPackage, IniSections } from '@netloom/core'
import { type InstalledPackage, loadOffer, type Offer, offersOf } from '@netloom/core/discovery'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { foundPackages, importFound } from './found-packages.ts'

/** What installed packages bring for hosts, and services; nothing of it is loaded. */
export interface HostPackages {
  readonly packages: readonly InstalledPackage[]
  readonly switches: readonly Offer[]
  readonly roles: readonly Offer[]
  readonly firewalls: readonly Offer[]
  /** What roles work with. */
  readonly agentDrivers: readonly Offer[]
  /** Of controllers. */
  readonly services: readonly Offer[]
}

export async function findHostPackages(bases?: readonly string[]): Promise<HostPackages> {
  const packages = await foundPackages(bases)
  return {
    packages,
    switches: offersOf('switches', packages),
    roles: offersOf('roles', packages),
    firewalls: offersOf('firewalls', packages),
    agentDrivers: offersOf('agentDrivers', packages),
    services: offersOf('services', packages),
  }
}

/** `where` = the option that named it. @throws {ConfigurationError} naming package, field and remedy */
export const loadSwitch = (offer: Offer, where: string): Promise<SwitchPackage> =>
  loadOffer({ offer, where, what: 'switch package', methods: ['readOptions', 'compose'], importEntry: importFound })

export const loadRole = (offer: Offer, where: string): Promise<RolePackage> =>
  loadOffer({ offer, where, what: 'role package', methods: ['readOptions', 'compose'], importEntry: importFound })

export const loadFirewall = (offer: Offer, where: string): Promise<FirewallPackage> =>
  loadOffer({ offer, where, what: 'firewall package', methods: ['compose'], importEntry: importFound })

/** What a role works with, as far as the command knows it: the role alone knows what it is. */
export interface AgentDriverPackage {
  readOptions(ini: IniSections): OptionsVerdict
}

export const loadAgentDriver = (offer: Offer, where: string): Promise<AgentDriverPackage> =>
  loadOffer({ offer, where, what: 'driver package', methods: ['readOptions'], importEntry: importFound })

/** Names for messages; those that the command does not bring along with their package. */
export const describeOffers = (offers: readonly Offer[]): string =>
  offers.length === 0
    ? 'none'
    : offers
        .map(({ name, from }) => (BUILT_IN_PACKAGES.includes(from.name) ? name : `${name} (${from.name})`))
        .join(', ')
