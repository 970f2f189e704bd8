import type { PortItem } from '../feed/payloads.ts'
import type { PortGroups } from './security-group-items.ts'
import { portGroupsSchema } from './security-group-schemas.ts'
import { PORT_GROUPS } from './security-group-topics.ts'

/** Port security is on; devices of the network itself (routers, DHCP servers) are trusted. */
export const isGuarded = ({
  deviceOwner,
  portSecurityEnabled,
}: Pick<PortItem, 'deviceOwner' | 'portSecurityEnabled'>): boolean =>
  portSecurityEnabled && !deviceOwner.startsWith('network:')

/**
 * Groups that filter a port; undefined = none does: port security is off, it is a device of the network itself, or the controller has
 * no security groups. @throws {TypeError} for an item that says something else: it must not pass as "no groups"
 */
export function portGroups(port: PortItem): PortGroups | undefined {
  const said = port.extensions?.[PORT_GROUPS]
  if (said === undefined || !isGuarded(port)) return undefined
  const judged = portGroupsSchema.safeParse(said)
  if (!judged.success) throw new TypeError(`the groups of a port cannot be read: ${judged.error.message}`)
  return judged.data
}
