import { adminContext, type FixedIpRequest, type Port, type RequestContext } from '@netloom/core'
import { inAddressOrder } from '@netloom/core/kit'
import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { LoadBalancerAttributes } from '../model/kinds.ts'
import type { LoadBalancerCreate } from '../model/requests.ts'

/** Neutron: DEVICE_OWNER_LOADBALANCERV2. */
export const VIP_OWNER = 'neutron:LOADBALANCERV2'
export const vipDeviceId = (loadBalancerId: string): string => `lb-${loadBalancerId}`

type Environment = Pick<LbEnvironment, 'engine'>
export type Vip = Pick<
  LoadBalancerAttributes,
  'vipAddress' | 'vipSubnetId' | 'vipNetworkId' | 'additionalVips' | 'ownsPort'
> & {
  readonly vipPortId: string
}

/** The port that a request asks for, and what it says of it. @throws what is missing or not there */
export async function makeVip(
  env: Environment,
  context: RequestContext,
  loadBalancer: { readonly id: string; readonly projectId: string; readonly adminStateUp: boolean },
  request: LoadBalancerCreate,
): Promise<Vip> {
  const { vipPortId, vipSubnetId, vipNetworkId } = request
  if (vipPortId !== undefined && vipPortId !== null) return usePort(env, context, vipPortId, request)
  const networkId =
    vipSubnetId !== undefined && vipSubnetId !== null
      ? (await subnetOf(env, context, vipSubnetId)).networkId
      : await requireNetwork(env, context, vipNetworkId)
  const { id, projectId } = loadBalancer
  const port = await env.engine.ports.create(adminContext(projectId, context.requestId), {
    ...{ networkId, projectId, name: `octavia-lb-${id}`, deviceId: vipDeviceId(id), deviceOwner: VIP_OWNER },
    adminStateUp: loadBalancer.adminStateUp,
    ...(request.vipQosPolicyId !== undefined && { qosPolicyId: request.vipQosPolicyId }),
    ...addressesOf(request),
  })
  return { ...vipOf(port, request), ownsPort: true }
}

function addressesOf(request: LoadBalancerCreate): { readonly fixedIps?: readonly FixedIpRequest[] } {
  const { vipSubnetId, vipAddress, additionalVips = [] } = request
  const first = {
    ...(vipSubnetId !== undefined && vipSubnetId !== null && { subnetId: vipSubnetId }),
    ...(vipAddress !== undefined && vipAddress !== null && { ipAddress: vipAddress }),
  }
  const isAsked = Object.keys(first).length > 0 || additionalVips.length > 0
  return isAsked ? { fixedIps: [first as FixedIpRequest, ...additionalVips] } : {}
}

async function usePort(
  env: Environment,
  context: RequestContext,
  id: string,
  request: LoadBalancerCreate,
): Promise<Vip> {
  const port = await found('Port', id, () => env.engine.ports.get(context, id))
  if (port.fixedIps.length === 0) throw lbErrors.validation(`VIP port ${id} has no address.`)
  return { ...vipOf(port, request), ownsPort: false }
}

function vipOf(
  port: Port,
  { vipSubnetId, vipAddress, additionalVips = [] }: LoadBalancerCreate,
): Omit<Vip, 'ownsPort'> {
  const ordered = inAddressOrder(port.fixedIps)
  const primary =
    ordered.find(({ ipAddress, subnetId }) => ipAddress === vipAddress || subnetId === vipSubnetId) ?? ordered[0]
  const others = additionalVips.flatMap(({ subnetId, ipAddress }) => {
    const one = ordered.find(
      (fixed) =>
        fixed !== primary && (ipAddress === undefined ? fixed.subnetId === subnetId : fixed.ipAddress === ipAddress),
    )
    return one === undefined ? [] : [{ subnetId: one.subnetId, ipAddress: one.ipAddress }]
  })
  return {
    vipPortId: port.id,
    vipAddress: primary?.ipAddress ?? null,
    vipSubnetId: primary?.subnetId ?? null,
    vipNetworkId: port.networkId,
    additionalVips: others,
  }
}

const subnetOf = (env: Environment, context: RequestContext, id: string): Promise<{ readonly networkId: string }> =>
  found('Subnet', id, () => env.engine.subnets.get(context, id))

async function requireNetwork(
  env: Environment,
  context: RequestContext,
  id: string | null | undefined,
): Promise<string> {
  if (id === undefined || id === null) {
    throw lbErrors.validation('VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id.')
  }
  await found('Network', id, () => env.engine.networks.get(context, id))
  return id
}

/** Octavia: what a request names and is not there is a bad request. */
async function found<T>(what: string, id: string, get: () => Promise<T>): Promise<T> {
  try {
    return await get()
  } catch (error) {
    if ((error as { readonly status?: unknown }).status !== 404) throw error
    throw lbErrors.invalidSubresource(what, id)
  }
}
