import type { Subnet } from '@netloom/core'
import { cidrsOverlap, parseCidr } from '@netloom/core/kit'
import { GATEWAY_OWNER } from '../base/port-owners.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import { type AttachedAddress, attachedAddresses } from '../rows/attached-subnets.ts'
import { type Db, tablesIn } from '../store/tables.ts'

type Prefix = Pick<Subnet, 'id' | 'cidr'>

/**
 * A router has one way to an address. Of its gateway all subnets of the external network count.
 * @throws {ResourceBadRequestError} (400) naming both prefixes
 */
export async function requireNoOverlap(
  db: Db,
  routerId: string,
  wanted: readonly Prefix[],
  isIgnored: (port: AttachedAddress) => boolean = () => false,
): Promise<readonly AttachedAddress[]> {
  const attached = await attachedAddresses(db, routerId)
  const others = attached.filter((address) => !isIgnored(address))
  const ids = new Set(wanted.map(({ id }) => id))
  const double = others.find(({ subnetId }) => ids.has(subnetId))
  if (double !== undefined) {
    throw new ResourceBadRequestError('router', `Router already has a port on subnet ${double.subnetId}`)
  }
  const internal = others.filter(({ portType }) => portType !== GATEWAY_OWNER)
  const outside = await subnetsOfNetworks(
    db,
    others.filter(({ portType }) => portType === GATEWAY_OWNER),
  )
  for (const there of [...internal.map(({ subnetId: id, cidr }) => ({ id, cidr })), ...outside]) {
    for (const subnet of wanted) requireApart(there, subnet)
  }
  return attached
}

/** @throws {ResourceBadRequestError} */
export function requireApart(there: Prefix, wanted: Prefix): void {
  const [a, b] = [parseCidr(there.cidr), parseCidr(wanted.cidr)]
  if (a === undefined || b === undefined || a.version !== b.version || !cidrsOverlap(a, b)) return
  throw new ResourceBadRequestError(
    'router',
    `Cidr ${wanted.cidr} of subnet ${wanted.id} overlaps with cidr ${there.cidr} of subnet ${there.id}`,
  )
}

async function subnetsOfNetworks(db: Db, addresses: readonly AttachedAddress[]): Promise<readonly Prefix[]> {
  const ids = [...new Set(addresses.map(({ networkId }) => networkId))]
  if (ids.length === 0) return []
  return tablesIn(db).selectFrom('subnets').select(['id', 'cidr']).where('network_id', 'in', ids).execute()
}
