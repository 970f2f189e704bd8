import type { RequestContext } from '@netloom/core'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { InterfaceRequest, RouterInterface } from '../model/router.ts'
import { visibleRouter } from '../router-row/visible-router.ts'
import { addByPort } from './add-by-port.ts'
import { addBySubnet } from './add-by-subnet.ts'

/** By a subnet, whose gateway the router becomes, or by a port that is there. */
export async function addInterface(
  env: L3Environment,
  context: RequestContext,
  routerId: string,
  { subnetId, portId }: InterfaceRequest,
): Promise<RouterInterface> {
  const router = await visibleRouter(env.engine.store.db, context, routerId)
  if (subnetId === undefined && portId === undefined) throw neither()
  if (subnetId !== undefined && portId !== undefined) {
    throw new ResourceBadRequestError('router', 'Cannot specify both subnet-id and port-id')
  }
  return subnetId === undefined
    ? addByPort(env, context, router, portId ?? '')
    : addBySubnet(env, context, router, subnetId)
}

export const neither = (): ResourceBadRequestError =>
  new ResourceBadRequestError('router', 'Either subnet_id or port_id must be specified')
