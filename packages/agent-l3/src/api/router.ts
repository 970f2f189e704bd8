import {
  ADMIN,
  boolean,
  compile,
  type CompiledResource,
  defineResource,
  hostRoutes,
  identity,
  MEMBER,
  ownership,
  READER,
  render,
  type Resource,
  shown,
  standardAttributes,
  text,
  toBoolean,
  value,
  zoneHints,
} from '@netloom/api'
import type { RequestContext } from '@netloom/core'
import type { z } from 'zod'
import type { Router } from '../controller/index.ts'
import { gatewayValue } from './gateway-value.ts'
import { routerActions } from './router-actions.ts'

const ADMIN_ONLY = { create: ADMIN, read: ADMIN, update: ADMIN }
const GATEWAY_KEYS = { enable_snat: ADMIN, external_fixed_ips: ADMIN, network_id: MEMBER }
const booleanOrNull: z.ZodType<boolean | null> = value((given) => (given === null ? null : toBoolean(given)), {
  type: ['boolean', 'null'],
})

/** `/v2.0/routers` */
export const routerResource: Resource = defineResource<Router>({
  name: 'router',
  plural: 'routers',
  summary: 'What leads from network to network, and outside.',
  extension: 'router',
  tagged: true,
  strictMarker: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.routers,
  actions: routerActions((router, context) => renderRouter(router, context)),
  attributes: {
    ...identity<Router>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...ownership<Router>(),
    admin_state_up: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
    status: { type: shown({ enum: ['ACTIVE', 'ERROR'] }), filter: true, sort: true },
    external_gateway_info: {
      type: gatewayValue,
      post: 'allowed',
      put: 'allowed',
      policy: { create: MEMBER, update: MEMBER, items: GATEWAY_KEYS },
      read: ({ externalGatewayInfo: gateway }) =>
        gateway === null
          ? null
          : {
              network_id: gateway.networkId,
              enable_snat: gateway.enableSnat,
              external_fixed_ips: gateway.externalFixedIps.map(({ subnetId, ipAddress }) => ({
                subnet_id: subnetId,
                ip_address: ipAddress,
              })),
            },
    },
    routes: { type: hostRoutes, put: 'allowed' },
    ha: { type: booleanOrNull, post: 'allowed', put: 'allowed', policy: ADMIN_ONLY },
    distributed: { type: booleanOrNull, post: 'allowed', put: 'allowed', policy: ADMIN_ONLY },
    availability_zone_hints: { type: zoneHints, post: 'allowed' },
    availability_zones: { type: shown({ type: 'array', items: { type: 'string' } }) },
    conntrack_helpers: { type: shown({ type: 'array', items: { type: 'object' } }) },
    ...standardAttributes<Router>(),
  },
})

const compiled: CompiledResource = compile(routerResource)

function renderRouter(router: Router, context: RequestContext): object {
  return render(compiled, router, context)
}
