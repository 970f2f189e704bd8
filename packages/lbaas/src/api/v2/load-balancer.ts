import { type Action, ADMIN, defineResource, MEMBER, READER, render, type Resource } from '@netloom/api'
import type { Shown } from '../../controller/model/shown.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { additionalVips } from '../values/lb-values.ts'
import { address, orNull, text, uuid } from '../values/values.ts'
import { both, described, head, listed, tail } from './common.ts'
import { innerObjects } from './inner.ts'
import { compiledListener, LISTENER_INSIDE } from './listener.ts'
import { compiledPool } from './pool.ts'
import { statsBody } from './stats-body.ts'
import { statusTree } from './status-tree.ts'

type LoadBalancer = Shown<'loadbalancer'>

const tree = (path: string): Action => ({
  method: 'GET',
  path: `:id/${path}`,
  summary: 'Statuses of the balancer and all its parts',
  rule: 'get_loadbalancer-status',
  policy: READER,
  run: async ({ services }, context, { params: { id = '' } }) => ({
    statuses: statusTree(await services.lbStatuses.tree(context, id)),
  }),
})

const actions: readonly Action[] = [
  tree('status'),
  tree('statuses'),
  {
    method: 'GET',
    path: ':id/stats',
    summary: 'What has passed through its listeners',
    rule: 'get_loadbalancer-stats',
    policy: READER,
    run: async ({ services }, context, { params: { id = '' } }) => ({
      stats: statsBody(await services.lbStatuses.stats(context, id)),
    }),
  },
  {
    method: 'GET',
    path: ':id/problems',
    summary: 'What of it is in ERROR, and why',
    rule: 'get_loadbalancer-problems',
    policy: READER,
    run: async ({ services }, context, { params: { id = '' } }) => ({
      problems: await services.lbStatuses.problems(context, id),
    }),
  },
  {
    method: 'PUT',
    path: ':id/failover',
    summary: 'Have another agent serve it',
    rule: 'update_loadbalancer-failover',
    policy: ADMIN,
    status: 202,
    run: async ({ services }, context, { params: { id = '' } }) => {
      await services.loadBalancerScheduling.failover(context, id)
    },
  },
]

/** `/v2.0/lbaas/loadbalancers` */
export const loadBalancerResource: Resource = defineResource<LoadBalancer>({
  name: 'loadbalancer',
  plural: 'loadbalancers',
  path: 'lbaas/loadbalancers',
  summary: 'An address on which listeners take connections for servers behind it.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.loadBalancers,
  actions,
  remove: ({ services: { loadBalancers } }, context, { params: { id = '' }, query }) =>
    query['cascade']?.at(-1)?.toLowerCase() === 'true'
      ? loadBalancers.deleteCascade(context, id)
      : loadBalancers.delete(context, id),
  attributes: {
    ...head<LoadBalancer>(),
    ...described<LoadBalancer>(),
    vip_address: { type: orNull(address), post: 'allowed', ...listed },
    vip_port_id: { type: orNull(uuid), post: 'allowed', ...listed },
    vip_subnet_id: { type: orNull(uuid), post: 'allowed', ...listed },
    vip_network_id: { type: orNull(uuid), post: 'allowed', ...listed },
    additional_vips: {
      type: additionalVips,
      post: 'allowed',
      read: ({ additionalVips: vips }) =>
        vips.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
    },
    vip_qos_policy_id: { type: orNull(uuid), ...both },
    provider: { type: orNull(text(64)), post: 'allowed', ...listed },
    flavor_id: { type: orNull(uuid), post: 'allowed', ...listed },
    availability_zone: { type: orNull(text(255)), post: 'allowed', ...listed },
    listeners: {
      type: innerObjects(() => compiledListener, LISTENER_INSIDE),
      post: 'allowed',
      answers: { type: 'array' },
      read: ({ listeners }, context) =>
        listeners.map((one) => ('protocol' in one ? inside(render(compiledListener, one, context)) : one)),
    },
    pools: {
      type: innerObjects(() => compiledPool),
      post: 'allowed',
      answers: { type: 'array' },
      read: ({ pools }, context) =>
        pools.map((one) => ('protocol' in one ? inside(render(compiledPool, one, context)) : one)),
    },
    ...tail<LoadBalancer>(),
  },
})

/** Inside of a balancer nobody asks whose they are. */
function inside({ loadbalancers: _, ...rest }: Readonly<Record<string, unknown>>): object {
  return rest
}
