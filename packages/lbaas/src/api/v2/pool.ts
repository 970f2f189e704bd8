import {
  compile,
  type CompiledResource,
  defineResource,
  MEMBER,
  READER,
  render,
  type Resource,
  shown,
} from '@netloom/api'
import type { Shown } from '../../controller/model/shown.ts'
import { ALPN_PROTOCOLS, LB_ALGORITHMS, POOL_PROTOCOLS, TLS_VERSIONS } from '../../wire/words.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { ciphers, containerRef, sessionPersistence } from '../values/lb-values.ts'
import { flag, listOf, oneOf, orDefault, orNull, uuid } from '../values/values.ts'
import { both, described, head, listed, refs, tail } from './common.ts'
import { compiledMonitor } from './health-monitor.ts'
import { innerObject, innerObjects } from './inner.ts'
import { compiledMember } from './member.ts'

type Pool = Shown<'pool'>

/** `/v2.0/lbaas/pools` */
export const poolResource: Resource = defineResource<Pool>({
  name: 'pool',
  plural: 'pools',
  path: 'lbaas/pools',
  summary: 'Servers of which each can answer a request, and how one is chosen.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.lbPools,
  attributes: {
    ...head<Pool>(),
    ...described<Pool>(),
    protocol: { type: oneOf(...POOL_PROTOCOLS), post: 'required', ...listed },
    lb_algorithm: { type: oneOf(...LB_ALGORITHMS), post: 'required', put: 'allowed', ...listed },
    session_persistence: {
      type: sessionPersistence,
      ...both,
      read: ({ sessionPersistence: found }) =>
        found === null
          ? null
          : {
              type: found.type,
              cookie_name: found.cookieName,
              persistence_timeout: null,
              persistence_granularity: null,
            },
    },
    loadbalancer_id: { type: uuid, post: 'allowed', filter: 'loadBalancerId', writeOnly: true },
    listener_id: { type: uuid, post: 'allowed', writeOnly: true },
    loadbalancers: { type: refs, field: 'loadBalancers' },
    listeners: { type: refs },
    members: {
      type: innerObjects(() => compiledMember),
      post: 'allowed',
      read: ({ members }, context) =>
        members.map((one) => ('address' in one ? render(compiledMember, one, context) : one)),
    },
    healthmonitor_id: {
      type: shown({ type: 'string' }),
      read: ({ healthmonitorId: id }) => id ?? undefined,
    },
    healthmonitor: {
      type: orNull(innerObject(() => compiledMonitor, { pool_id: '00000000-0000-0000-0000-000000000000' })),
      post: 'allowed',
      read: ({ healthmonitor }, context) =>
        healthmonitor === undefined || healthmonitor === null
          ? healthmonitor
          : render(compiledMonitor, healthmonitor, context),
    },
    tls_enabled: { type: orDefault(flag, false), ...both },
    tls_container_ref: { type: orNull(containerRef), ...both },
    ca_tls_container_ref: { type: orNull(containerRef), ...both },
    crl_container_ref: { type: orNull(containerRef), ...both },
    tls_ciphers: { type: orNull(ciphers), ...both },
    tls_versions: { type: orNull(listOf(oneOf(...TLS_VERSIONS))), ...both },
    alpn_protocols: { type: orNull(listOf(oneOf(...ALPN_PROTOCOLS))), ...both },
    ...tail<Pool>(),
  },
})

export const compiledPool: CompiledResource = compile(poolResource)
