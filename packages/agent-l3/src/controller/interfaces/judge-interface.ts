import type { Port, RequestContext, Subnet } from '@netloom/core'
import { parseAddress } from '@netloom/core/kit'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { AttachedAddress } from '../rows/attached-subnets.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** @throws {ResourceBadRequestError} for a subnet that no router can be the gateway of, or that the caller may not take */
export async function requireUsableSubnet(db: Db, context: RequestContext, subnet: Subnet): Promise<void> {
  if (subnet.gatewayIp === null) {
    throw new ResourceBadRequestError('router', 'Subnet for router interface must have a gateway IP')
  }
  if (!context.isAdmin && subnet.projectId !== context.projectId && !(await isSharedTo(db, context, subnet))) {
    const problem = `Cannot add interface to router because subnet ${subnet.id} is not owned by project making the request`
    throw new ResourceBadRequestError('router', problem)
  }
  requireAddressMode(subnet)
}

/** Shared to that very project: what is shared with everybody does not count (LP 1757482, 1975603). */
async function isSharedTo(db: Db, { projectId }: RequestContext, { networkId }: Subnet): Promise<boolean> {
  const entry = await tablesIn(db)
    .selectFrom('rbac_policies')
    .select('id')
    .where('object_type', '=', 'network')
    .where('object_id', '=', networkId)
    .where('action', '=', 'access_as_shared')
    .where('target_project', '=', projectId)
    .executeTakeFirst()
  return entry !== undefined
}

/** @throws {ResourceBadRequestError} for a subnet that another router advertises */
export function requireAddressMode({ id, ipVersion, ipv6AddressMode, ipv6RaMode }: Subnet): void {
  if (ipVersion !== 6 || ipv6AddressMode === null || ipv6RaMode !== null) return
  const problem = `IPv6 subnet ${id} configured to receive RAs from an external router cannot be added to Neutron Router.`
  throw new ResourceBadRequestError('router', problem)
}

/** @throws {ResourceBadRequestError} for a port that cannot be the interface of this router */
export function judgePort(
  context: RequestContext,
  port: Pick<Port, 'id' | 'networkId' | 'fixedIps'>,
  subnets: readonly Subnet[],
  attached: readonly AttachedAddress[],
): void {
  const twin = attached.find(
    ({ networkId, ipVersion, portId }) => networkId === port.networkId && ipVersion === 6 && portId !== port.id,
  )
  if (twin !== undefined && port.fixedIps.some(({ ipAddress }) => ipAddress.includes(':'))) {
    throw new ResourceBadRequestError(
      'router',
      'Cannot have multiple router ports with the same network id if both contain IPv6 subnets. Existing port ' +
        `${twin.portId} has IPv6 subnet(s) and network id ${twin.networkId}`,
    )
  }
  if (subnets.filter(({ ipVersion }) => ipVersion === 4).length > 1) {
    throw new ResourceBadRequestError('router', 'Cannot have multiple IPv4 subnets on router port')
  }
  for (const { subnetId, ipAddress } of port.fixedIps) {
    const subnet = subnets.find(({ id }) => id === subnetId)
    if (subnet === undefined || context.isAdmin || subnet.projectId === context.projectId) continue
    if (isInPool(subnet, ipAddress)) continue
    const problem =
      `Cannot add interface to router because specified port ${port.id} has an IP address out of the allocation pool of ` +
      `subnet ${subnetId}, which is not owned by the project making the request`
    throw new ResourceBadRequestError('router', problem)
  }
}

function isInPool({ allocationPools }: Subnet, text: string): boolean {
  const address = parseAddress(text)
  return allocationPools.some(({ start, end }) => {
    const [first, last] = [parseAddress(start), parseAddress(end)]
    if (address === undefined || first === undefined || last === undefined) return false
    return address.value >= first.value && address.value <= last.value
  })
}
