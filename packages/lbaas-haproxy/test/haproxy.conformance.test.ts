import { describeAgentRole, type RoleItem, type RoleObject } from '@netloom/testing/conformance'
import {
  assignmentKey,
  LB_ENTITY,
  lbTopic,
  listenerKey,
  LOAD_BALANCER_KEY,
  loadBalancerTopic,
  memberKey,
  poolKey,
  vipKey,
} from '@netloom/lbaas'
import { loadBalancerRole } from '@netloom/lbaas/agent'
import { haproxyDriver } from '../src/index.ts'
import { balancer } from './sample-balancer.ts'

/** A balancer each, with a VIP, a listener, its pool and a member. */
function loadBalancer(index: number, host: string): RoleObject {
  const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
  const id = (first: string): string => `${first}${hex}0000-0000-4000-8000-000000000000`
  const { loadBalancer: own, vips, listeners, pools, members } = balancer()
  const topic = loadBalancerTopic(id('a'))
  const item = (key: string, body: object): RoleItem => ({ topic, key, body })
  const listener = { ...listeners[0], id: id('c'), defaultPoolId: id('d') }
  const items: readonly RoleItem[] = [
    { topic: lbTopic(host), key: assignmentKey(id('a')), body: { loadBalancerId: id('a'), provider: 'haproxy' } },
    item(LOAD_BALANCER_KEY, { ...own, id: id('a'), vipPortId: id('b') }),
    item(vipKey(id('b')), { ...vips[0], portId: id('b') }),
    item(listenerKey(id('c')), listener),
    item(poolKey(id('d')), { ...pools[0], id: id('d') }),
    item(memberKey(id('e')), { ...members[0], id: id('e'), poolId: id('d') }),
  ]
  return {
    items,
    ids: [id('a'), id('c'), id('d'), id('e')],
    changed: { topic, key: listenerKey(id('c')), body: { ...listener, protocolPort: 8080 } },
  }
}

const driver = haproxyDriver({ directory: '/confs' })

describeAgentRole('lbaas', {
  open: () =>
    Promise.resolve({
      role: loadBalancerRole([driver]),
      kinds: driver.kinds ?? [],
      entity: LB_ENTITY,
      object: loadBalancer,
    }),
})
