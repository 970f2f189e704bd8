import type { ServiceTopics } from '@netloom/core'
import { whoHasIt } from '@netloom/core/kit'
import type { Topic } from '@netloom/core/wire'
import {
  assignmentItemSchema,
  healthMonitorItemSchema,
  l7PolicyItemSchema,
  l7RuleItemSchema,
  listenerItemSchema,
  loadBalancerItemSchema,
  memberItemSchema,
  poolItemSchema,
  vipItemSchema,
} from './load-balancer-schemas.ts'

/** What the agent record says. neutron-lbaas: AGENT_TYPE_LOADBALANCERV2. */
export const LB_AGENT_TYPE = 'Loadbalancerv2 agent'
/** Kind of the objects that are scheduled onto these agents. */
export const LOAD_BALANCER_KIND = 'loadbalancer'
/** Under which they report, of every object by its id: {@link ObjectFacts}. */
export const LB_ENTITY = 'LOADBALANCER'

export const LOAD_BALANCER_KEY = 'loadbalancer'
export const vipKey = (portId: string): string => `vip/${portId}`
export const listenerKey = (id: string): string => `listener/${id}`
export const poolKey = (id: string): string => `pool/${id}`
export const memberKey = (id: string): string => `member/${id}`
export const healthMonitorKey = (id: string): string => `health-monitor/${id}`
export const l7PolicyKey = (id: string): string => `l7policy/${id}`
export const l7RuleKey = (id: string): string => `l7rule/${id}`
/** Key in {@link lbTopic}. */
export const assignmentKey = (loadBalancerId: string): string => `loadbalancer/${loadBalancerId}`

/** Balancers that the agent of a host has: {@link assignmentKey}. */
export const lbTopic = (host: string): Topic => `lb/${host}`
/** All that the host of one balancer needs; there is one only while a host has it. */
export const loadBalancerTopic = (loadBalancerId: string): Topic => `loadbalancer/${loadBalancerId}`

export const LB_TOPICS: ServiceTopics = {
  lb: { payloads: { 'loadbalancer/': assignmentItemSchema } },
  loadbalancer: {
    payloads: {
      [LOAD_BALANCER_KEY]: loadBalancerItemSchema,
      'vip/': vipItemSchema,
      'listener/': listenerItemSchema,
      'pool/': poolItemSchema,
      'member/': memberItemSchema,
      'health-monitor/': healthMonitorItemSchema,
      'l7policy/': l7PolicyItemSchema,
      'l7rule/': l7RuleItemSchema,
    },
    mayWatch: whoHasIt(LOAD_BALANCER_KIND),
  },
}
