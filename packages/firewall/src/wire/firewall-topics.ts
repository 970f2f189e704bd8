import type { ServiceTopic, ServiceTopics } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import {
  filteredPortItemSchema,
  firewalledRouterItemSchema,
  policyItemSchema,
  routerFilterItemSchema,
  ruleItemSchema,
} from './firewall-schemas.ts'

/** What the agent record says. Firewalls have an agent of their own, beside the one that makes the routers. */
export const FIREWALL_AGENT_TYPE = 'Firewall agent'
/** Under which it reports: of a router's filter, by its token. */
export const FIREWALL_ENTITY = 'FIREWALL'

export const FILTER_KEY = 'router'
/** Key in {@link firewallTopic}. */
export const routerKey = (routerId: string): string => `router/${routerId}`
export const filteredPortKey = (portId: string): string => `port/${portId}`
export const policyKey = (policyId: string): string => `policy/${policyId}`
export const ruleKey = (ruleId: string): string => `rule/${ruleId}`

/** Routers of a host that have firewalls: {@link routerKey}. */
export const firewallTopic = (host: string): Topic => `firewall/${host}`
/** What one router lets pass. */
export const firewallRouterTopic = (routerId: string): Topic => `firewall-router/${routerId}`

/** @param mayWatch which agents have a router */
export const firewallTopics = (mayWatch?: ServiceTopic['mayWatch']): ServiceTopics => ({
  firewall: { payloads: { 'router/': firewalledRouterItemSchema } },
  'firewall-router': {
    payloads: {
      [FILTER_KEY]: routerFilterItemSchema,
      'port/': filteredPortItemSchema,
      'policy/': policyItemSchema,
      'rule/': ruleItemSchema,
    },
    ...(mayWatch !== undefined && { mayWatch }),
  },
})
