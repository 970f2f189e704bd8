import { type Port, PortInUseError, type RequestContext, type Subnet } from '@netloom/core'
import { INTERFACE_OWNER } from '../base/port-owners.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { RouterInterface } from '../model/router.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { hostOfRouter } from '../rows/host-of-router.ts'
import type { Db } from '../store/tables.ts'
import { attachPort, interfaceOf } from './add-by-subnet.ts'
import { judgePort, requireAddressMode } from './judge-interface.ts'
import { requireNoOverlap } from '../routes/judge-overlap.ts'

/** A port that nobody uses becomes the router's. @throws {PortInUseError} and what the port cannot be */
export async function addByPort(
  env: L3Environment,
  context: RequestContext,
  router: StoredRouter,
  portId: string,
): Promise<RouterInterface> {
  const { engine } = env
  const { db } = engine.store
  const port = await engine.ports.get(context, portId)
  const subnets = await judge(env, db, context, router.id, port)
  const host = await hostOfRouter(db, router.id)
  let isElsewhere = host === undefined
  await env.work.run(
    context,
    async (tx, updated) => {
      // as it was before it became ours
      const { original } = updated
      if (original !== undefined) await judge(env, tx.db, context, router.id, original)
      isElsewhere = !(await attachPort(env, tx, context, router.id, updated))
    },
    (own) =>
      engine.ports.update(own, portId, {
        deviceId: router.id,
        deviceOwner: INTERFACE_OWNER,
        ...(host !== undefined && { host }),
      }),
  )
  if (isElsewhere) env.schedule.due(router.id)
  return interfaceOf({ id: router.id, projectId: port.projectId }, portId, port.networkId, subnets)
}

/** The subnets of its addresses, in their order. */
async function judge(
  { engine }: L3Environment,
  db: Db,
  context: RequestContext,
  routerId: string,
  port: Port,
): Promise<readonly Subnet[]> {
  if (port.deviceId !== '') throw new PortInUseError(port.id, port.networkId, port.deviceId)
  if (port.fixedIps.length === 0) {
    throw new ResourceBadRequestError('router', 'Router port must have at least one fixed IP')
  }
  const all = await engine.rows.subnetsOf(db, port.networkId)
  const subnets = port.fixedIps.flatMap(({ subnetId }) => all.find(({ id }) => id === subnetId) ?? [])
  for (const subnet of subnets) requireAddressMode(subnet)
  const attached = await requireNoOverlap(db, routerId, subnets)
  judgePort(context, port, subnets, attached)
  return subnets
}
