import { PortNotFoundError, type RequestContext } from '@netloom/core'
import { canonicalAddress, isOwn } from '@netloom/core/kit'
import { DHCP_OWNER } from '../base/port-owners.ts'
import { FloatingIpPortAlreadyAssociatedError } from '../errors/floating-ip-errors.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { FloatingIp, FloatingIpUpdate } from '../model/floating-ip.ts'
import { isIpv4, type PortFacts, portFacts } from '../rows/port-facts.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { routerFor } from './router-for.ts'

export type Association = Pick<FloatingIp, 'portId' | 'fixedIpAddress' | 'routerId'>

const refuse = (problem: string): ResourceBadRequestError => new ResourceBadRequestError('floatingip', problem)

/**
 * Where a floating IP leads after a request: `portId` absent keeps its port (LP 1610045), null takes it away.
 * @throws {ResourceBadRequestError} {@link PortNotFoundError} {@link ExternalGatewayForFloatingIpNotFoundError}
 * {@link FloatingIpPortAlreadyAssociatedError}
 */
export async function associationOf(
  db: Db,
  context: RequestContext,
  fip: FloatingIp,
  change: Pick<FloatingIpUpdate, 'portId' | 'fixedIpAddress'>,
): Promise<Association> {
  const fixedIp = change.fixedIpAddress ?? undefined
  if (fixedIp !== undefined && (change.portId ?? null) === null) {
    throw refuse('fixed_ip_address cannot be specified without a port_id')
  }
  const portId = change.portId === undefined ? fip.portId : change.portId
  // a router that port forwardings have set stays
  if (portId === null)
    return { portId: null, fixedIpAddress: null, routerId: fip.portId === null ? fip.routerId : null }
  const { fixedIpAddress, routerId: current } = fip
  if (portId === fip.portId && fixedIp === undefined) return { portId, fixedIpAddress, routerId: current }
  const port = await visiblePort(db, context, portId)
  const { ipAddress, subnetId } = innerAddress(context, fip, port, fixedIp)
  const routerId = await routerFor(db, port, subnetId, fip.floatingNetworkId)
  const isSame = portId === fip.portId && ipAddress === fip.fixedIpAddress
  if (!isSame) await requireFree(db, fip, portId, ipAddress)
  return { portId, fixedIpAddress: ipAddress, routerId }
}

/** @throws {PortNotFoundError} */
export async function visiblePort(db: Db, context: RequestContext, id: string): Promise<PortFacts> {
  const port = await portFacts(db, id)
  const isSeen = port !== undefined && (isOwn(context, port) || port.networkProjectId === context.projectId)
  if (!isSeen) throw new PortNotFoundError(id)
  return port
}

function innerAddress(
  context: RequestContext,
  { projectId }: Pick<FloatingIp, 'projectId'>,
  port: PortFacts,
  wanted: string | undefined,
): { readonly ipAddress: string; readonly subnetId: string } {
  if (port.projectId !== projectId && !context.isAdmin) {
    throw refuse(
      `Cannot process floating IP association with Port ${port.id}, since that port is owned by a different tenant`,
    )
  }
  if (port.deviceOwner === DHCP_OWNER) throw refuse(`Port ${port.id} is unable to be assigned a floating IP`)
  if (wanted !== undefined) {
    if (wanted.includes(':')) {
      throw refuse(`Cannot process floating IP association with ${wanted}, since that is not an IPv4 address`)
    }
    const found = port.fixedIps.find(({ ipAddress }) => ipAddress === (canonicalAddress(wanted) ?? wanted))
    if (found === undefined) throw refuse(`Port ${port.id} does not have fixed ip ${wanted}`)
    return found
  }
  const [only, ...more] = port.fixedIps.filter(isIpv4)
  if (only === undefined) throw refuse(`Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses`)
  if (more.length > 0) {
    throw refuse(
      `Port ${port.id} has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address when assigning a ` +
        'floating IP',
    )
  }
  return only
}

/** @throws {FloatingIpPortAlreadyAssociatedError} */
async function requireFree(db: Db, fip: FloatingIp, portId: string, fixedIpAddress: string): Promise<void> {
  const other = await tablesIn(db)
    .selectFrom('floating_ips')
    .select('id')
    .where('port_id', '=', portId)
    .where('fixed_ip_address', '=', fixedIpAddress)
    .where('floating_network_id', '=', fip.floatingNetworkId)
    .where('id', '!=', fip.id)
    .executeTakeFirst()
  if (other !== undefined) throw new FloatingIpPortAlreadyAssociatedError({ ...fip, portId, fixedIpAddress })
}
