import type { RequestContext, Subnet } from '@netloom/core'
import { canonicalAddress } from '@netloom/core/kit'
import { GATEWAY_OWNER } from '../base/port-owners.ts'
import { ResourceBadRequestError, RouterExternalGatewayInUseByFloatingIpError } from '../errors/router-errors.ts'
import { requireNoOverlap } from '../routes/judge-overlap.ts'
import { requireKnownSubnets } from '../base/require-known-subnets.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { GatewayRequest } from '../model/router.ts'
import { judgeRoutes } from '../routes/judge-routes.ts'
import { attachedAddresses } from '../rows/attached-subnets.ts'
import { anyFloatingIp } from '../rows/floating-ip-rows.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/**
 * Whether the router can have this gateway: of the caller, before anything is written, and again in the transaction.
 * @throws {ResourceBadRequestError} {@link RouterExternalGatewayInUseByFloatingIpError} {@link InvalidRoutesError}
 */
export async function judgeGateway(
  { engine, options }: Pick<L3Environment, 'engine' | 'options'>,
  db: Db,
  router: StoredRouter,
  wanted: GatewayRequest | null,
): Promise<void> {
  const subnets = wanted === null ? [] : await externalSubnets(engine, db, wanted)
  if (router.routes.length > 0) {
    const internal = (await attachedAddresses(db, router.id)).filter(({ portType }) => portType !== GATEWAY_OWNER)
    const cidrs = [...internal, ...subnets].map(({ cidr }) => cidr)
    const addresses = internal.map(({ ipAddress }) => ipAddress)
    judgeRoutes(router.id, router.routes, { cidrs, addresses }, options.maxRoutes)
  }
  const old = router.gatewayNetworkId
  if (old === (wanted?.networkId ?? null)) return
  if (old !== null && (await anyFloatingIp(db, 'router_id', router.id))) {
    throw new RouterExternalGatewayInUseByFloatingIpError(router.id, old)
  }
  if (wanted !== null) await requireNoOverlap(db, router.id, subnets, ({ portType }) => portType === GATEWAY_OWNER)
}

/** @throws {NetworkNotFoundError} {@link SubnetNotFoundError} for what the caller cannot see */
export async function requireVisibleNetwork(
  env: Pick<L3Environment, 'engine'>,
  context: RequestContext,
  { networkId, externalFixedIps = [] }: GatewayRequest,
): Promise<void> {
  await env.engine.networks.get(context, networkId)
  const subnets = externalFixedIps.flatMap(({ subnetId }) => subnetId ?? [])
  await requireKnownSubnets(env, context, networkId, [...new Set(subnets)])
}

async function externalSubnets(
  { rows }: L3Environment['engine'],
  db: Db,
  { networkId, externalFixedIps = [] }: GatewayRequest,
): Promise<readonly Subnet[]> {
  const network = await tablesIn(db)
    .selectFrom('networks')
    .select('router_external')
    .where('id', '=', networkId)
    .executeTakeFirst()
  if (network?.router_external !== 1) {
    throw new ResourceBadRequestError('router', `Network ${networkId} is not an external network`)
  }
  const subnets = await rows.subnetsOf(db, networkId)
  const gateways = new Set(subnets.map(({ gatewayIp }) => gatewayIp))
  for (const { ipAddress } of externalFixedIps) {
    if (ipAddress === undefined || !gateways.has(canonicalAddress(ipAddress) ?? ipAddress)) continue
    throw new ResourceBadRequestError('router', `External IP ${ipAddress} is the same as the gateway IP`)
  }
  return subnets
}
