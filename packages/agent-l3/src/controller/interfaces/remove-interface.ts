import type { PortContext, RequestContext, Subnet } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { INTERFACE_OWNER } from '../base/port-owners.ts'
import {
  RouterInterfaceNotFoundError,
  RouterInterfaceNotFoundForSubnetError,
  SubnetMismatchForPortError,
} from '../errors/interface-errors.ts'
import { withdrawPort } from '../gateways/change-gateway.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { InterfaceRequest, RouterInterface } from '../model/router.ts'
import { visibleRouter } from '../router-row/visible-router.ts'
import { type AttachedAddress, attachedAddresses } from '../rows/attached-subnets.ts'
import { type StoredRouter, touchRouter } from '../rows/router-rows.ts'
import type { Db } from '../store/tables.ts'
import { neither } from './add-interface.ts'
import { interfaceOf } from './add-by-subnet.ts'
import { requireSubnetUnused } from './subnet-in-use.ts'

/** By its port, or by a subnet: of a port with several prefixes that one goes, and the port stays. */
export async function removeInterface(
  env: L3Environment,
  context: RequestContext,
  routerId: string,
  { subnetId, portId }: InterfaceRequest,
): Promise<RouterInterface> {
  const { db } = env.engine.store
  const router = await visibleRouter(db, context, routerId)
  if (subnetId === undefined && portId === undefined) throw neither()
  if (portId === undefined)
    return removeBySubnet(env, context, router, await env.engine.subnets.get(context, subnetId ?? ''))
  const addresses = await addressesOf(db, routerId, portId)
  if (subnetId !== undefined && !addresses.some((one) => one.subnetId === subnetId)) {
    throw new SubnetMismatchForPortError(portId, subnetId)
  }
  return removePort(env, context, router, portId)
}

/** @throws {RouterInterfaceNotFoundError} */
async function addressesOf(db: Db, routerId: string, portId: string): Promise<readonly AttachedAddress[]> {
  const attached = await attachedAddresses(db, routerId)
  const own = attached.filter((one) => one.portId === portId && one.portType === INTERFACE_OWNER)
  if (own.length === 0) throw new RouterInterfaceNotFoundError(routerId, portId)
  return own
}

async function removePort(
  env: L3Environment,
  context: RequestContext,
  router: StoredRouter,
  portId: string,
): Promise<RouterInterface> {
  let removed: PortContext | undefined
  await env.work.run(
    context,
    async (tx, port) => {
      removed = port
      for (const address of await addressesOf(tx.db, router.id, portId)) {
        await requireSubnetUnused(tx.db, router.id, { id: address.subnetId, cidr: address.cidr })
      }
      await withdrawPort(env, tx, router.id, port.current)
      await touchRouter(tx.db, router.id, timestamp(env.engine.clock))
    },
    (own) => env.engine.ports.delete(own, portId),
  )
  const { projectId = '', networkId = '', fixedIps = [] } = removed?.current ?? {}
  return interfaceOf(
    { id: router.id, projectId },
    portId,
    networkId,
    fixedIps.map(({ subnetId: id }) => ({ id })),
  )
}

async function removeBySubnet(
  env: L3Environment,
  context: RequestContext,
  router: StoredRouter,
  subnet: Subnet,
): Promise<RouterInterface> {
  const attached = await attachedAddresses(env.engine.store.db, router.id)
  const found = attached.find((one) => one.subnetId === subnet.id && one.portType === INTERFACE_OWNER)
  if (found === undefined) throw new RouterInterfaceNotFoundForSubnetError(router.id, subnet.id)
  const rest = attached.filter(({ portId, subnetId }) => portId === found.portId && subnetId !== subnet.id)
  if (rest.length === 0) {
    const { projectId, networkId } = await removePort(env, context, router, found.portId)
    return interfaceOf({ id: router.id, projectId }, found.portId, networkId, [subnet])
  }
  const port = await env.work.run(
    context,
    async (tx: Transaction) => {
      await requireSubnetUnused(tx.db, router.id, subnet)
      await touchRouter(tx.db, router.id, timestamp(env.engine.clock))
    },
    (own) =>
      env.engine.ports.update(own, found.portId, {
        fixedIps: rest.map(({ subnetId, ipAddress }) => ({ subnetId, ipAddress })),
      }),
  )
  return interfaceOf({ id: router.id, projectId: port.projectId }, port.id, port.networkId, [subnet])
}
