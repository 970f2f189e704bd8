import {
  type Action,
  compile,
  type CompiledResource,
  defineResource,
  MEMBER,
  READER,
  render,
  type Resource,
} from '@netloom/api'
import { LISTENER_DEFAULTS } from '../../controller/objects/listeners.ts'
import type { Shown } from '../../controller/model/shown.ts'
import { ALPN_PROTOCOLS, LISTENER_PROTOCOLS, TLS_VERSIONS } from '../../wire/words.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { allowedCidrs, ciphers, containerRef, insertHeaders } from '../values/lb-values.ts'
import { integer, listOf, oneOf, orDefault, orNull, uuid } from '../values/values.ts'
import { both, described, head, listed, refs, tail } from './common.ts'
import { innerObjects, innerOrNamed } from './inner.ts'
import { compiledPolicy } from './l7.ts'
import { compiledPool } from './pool.ts'
import { statsBody } from './stats-body.ts'

type Listener = Shown<'listener'>

/** 24 days. */
const timeout = (
  name: keyof typeof LISTENER_DEFAULTS,
): { readonly type: ReturnType<typeof integer> } & typeof both => ({
  type: orDefault(integer(0, 2_073_600_000), LISTENER_DEFAULTS[name] as number),
  ...both,
})
const AUTHENTICATION = ['NONE', 'OPTIONAL', 'MANDATORY'] as const
const NO_PARENT = '00000000-0000-0000-0000-000000000000'

const stats: Action = {
  method: 'GET',
  path: ':id/stats',
  summary: 'What has passed through the listener',
  rule: 'get_listener-stats',
  policy: READER,
  run: async ({ services }, context, { params: { id = '' } }) => ({
    stats: statsBody(await services.lbStatuses.listenerStats(context, id)),
  }),
}

/** `/v2.0/lbaas/listeners` */
export const listenerResource: Resource = defineResource<Listener>({
  name: 'listener',
  plural: 'listeners',
  path: 'lbaas/listeners',
  summary: 'A port on which a load balancer takes connections.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.lbListeners,
  actions: [stats],
  attributes: {
    ...head<Listener>(),
    ...described<Listener>(),
    protocol: { type: oneOf(...LISTENER_PROTOCOLS), post: 'required', ...listed },
    protocol_port: { type: integer(1, 65_535), post: 'required', ...listed },
    connection_limit: { type: orDefault(integer(-1), -1), ...both, ...listed },
    default_tls_container_ref: { type: orNull(containerRef), ...both },
    sni_container_refs: { type: orDefault(listOf(containerRef), []), ...both },
    default_pool_id: { type: orNull(uuid), ...both, ...listed },
    default_pool: { type: innerOrNamed(() => compiledPool), post: 'allowed', writeOnly: true },
    l7policies: {
      type: innerObjects(() => compiledPolicy, { listener_id: NO_PARENT }),
      post: 'allowed',
      read: ({ l7policies }, context) =>
        l7policies.map((one) => ('action' in one ? render(compiledPolicy, one, context) : one)),
    },
    insert_headers: { type: insertHeaders, ...both },
    loadbalancer_id: { type: uuid, post: 'required', filter: 'loadBalancerId', writeOnly: true },
    loadbalancers: { type: refs, field: 'loadBalancers' },
    timeout_client_data: timeout('timeoutClientData'),
    timeout_member_connect: timeout('timeoutMemberConnect'),
    timeout_member_data: timeout('timeoutMemberData'),
    timeout_tcp_inspect: timeout('timeoutTcpInspect'),
    client_ca_tls_container_ref: { type: orNull(containerRef), ...both },
    client_authentication: { type: orDefault(oneOf(...AUTHENTICATION), 'NONE'), ...both },
    client_crl_container_ref: { type: orNull(containerRef), ...both },
    allowed_cidrs: { type: orNull(allowedCidrs), ...both },
    tls_ciphers: { type: orNull(ciphers), ...both },
    tls_versions: { type: orNull(listOf(oneOf(...TLS_VERSIONS))), ...both },
    alpn_protocols: { type: orNull(listOf(oneOf(...ALPN_PROTOCOLS))), ...both },
    ...tail<Listener>(),
  },
})

export const compiledListener: CompiledResource = compile(listenerResource)
export const LISTENER_INSIDE: Readonly<Record<string, unknown>> = { loadbalancer_id: NO_PARENT }
