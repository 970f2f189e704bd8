import type { PortItem } from '../feed/payloads.ts'
import type { PortGroups } from './security-group-items.ts'
import { portGroupsSchema } from './security-group-schemas.ts'
import { PORT_GROUPS } from './security-group-topics.ts'

/**
 * Groups that filter a port; undefined = none does: port security is off, it is a device of the network itself, or the controller has
 * no security groups. @throws {TypeError} for an item that says something else: it must not pass as "no groups"
 */
export function portGroups({ deviceOwner, extensions, portSecurityEnabled }: PortItem): PortGroups | undefined {
  const said = extensions?.[PORT_GROUPS]
  if (said === undefined || !portSecurityEnabled || deviceOwner.startsWith('network:')) return undefined
  const judged = portGroupsSchema.safeParse(said)
  if (!judged.success) throw new TypeError(`the groups of a port cannot be read: ${judged.error.message}`)
  return judged.data
}
