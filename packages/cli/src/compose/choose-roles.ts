import type { Offer } from '@netloom/core/discovery'
import { Failure } from '../base/failure.ts'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { describeOffers, type HostPackages } from './host-packages.ts'

/** Roles that serve what a cloud need not have: hosts have them when they are named. */
const ON_DEMAND: readonly string[] = ['firewall', 'lbaas', 'metadata']

/** Names of those that the command brings along, but for those that have to be named. */
export const builtInRoles = ({ roles }: Pick<HostPackages, 'roles'>): readonly string[] =>
  roles
    .filter(({ name, from }) => BUILT_IN_PACKAGES.includes(from.name) && !ON_DEMAND.includes(name))
    .map(({ name }) => name)

/** `l2`, `dhcp`, or several with commas, each once and in the order in which they are found. @throws {Failure} for one that no package brings */
export function chooseRoles(text: string, { roles }: Pick<HostPackages, 'roles'>): readonly Offer[] {
  const names = new Set(text.split(',').map((name) => name.trim()))
  for (const name of names) {
    if (roles.some((role) => role.name === name)) continue
    const remedy = `or install a package with netloom.roles.${name} in its package.json`
    throw new Failure(`--role ${name}: no such role; found: ${describeOffers(roles)}; ${remedy}`, 'usage')
  }
  return roles.filter(({ name }) => names.has(name))
}
