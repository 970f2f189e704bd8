import type { Port, RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { FLOATING_IP_OWNER } from '../base/port-owners.ts'
import { FipAssociatedError } from '../errors/floating-ip-errors.ts'
import { ServicePortInUseError } from '../errors/interface-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { removeForwardingsOfPort } from '../port-forwardings/remove-forwardings.ts'
import { anyFloatingIp, floatingIpsBy } from '../rows/floating-ip-rows.ts'
import { routerOfPort } from '../rows/router-port-rows.ts'
import type { Db } from '../store/tables.ts'
import { dissociate } from '../floating-ips/change-floating-ip.ts'

/** Routers and floating IPs need their ports, which go with them. @throws {ServicePortInUseError} */
export async function requireRouterPort(db: Db, port: Port): Promise<void> {
  // Neutron: one without addresses serves nobody
  if (!port.deviceOwner.startsWith('network:') || port.fixedIps.length === 0) return
  const isNeeded =
    port.deviceOwner === FLOATING_IP_OWNER
      ? await anyFloatingIp(db, 'floating_port_id', port.id)
      : (await routerOfPort(db, port.id)) !== undefined
  if (isNeeded) throw new ServicePortInUseError(port.id, `has device owner ${port.deviceOwner}`)
}

/** A port goes: floating IPs that lead to it lead nowhere, its port forwardings go. @throws {FipAssociatedError} */
export async function requirePortFree(
  env: L3Environment,
  tx: Transaction,
  context: RequestContext,
  port: Port,
): Promise<void> {
  const fips = await floatingIpsBy(tx.db, 'port_id', port.id)
  if (!context.isAdmin && fips.some(({ projectId }) => projectId !== context.projectId)) {
    throw new FipAssociatedError(port.id)
  }
  for (const fip of fips) await dissociate(env, tx, fip)
  await removeForwardingsOfPort(env, tx, port.id)
}
