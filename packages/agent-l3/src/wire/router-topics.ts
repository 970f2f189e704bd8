import type { ServiceTopics } from '@netloom/core'
import { whoHasIt } from '@netloom/core/kit'
import type { Topic } from '@netloom/core/wire'
import {
  conntrackHelperItemSchema,
  floatingIpItemSchema,
  portForwardingItemSchema,
  routerAssignmentItemSchema,
  routerInterfaceItemSchema,
  routerItemSchema,
} from './router-schemas.ts'

/** What the agent record of an L3 agent says. Neutron: AGENT_TYPE_L3. */
export const L3_AGENT_TYPE = 'L3 agent'
/** Kind of the objects that are scheduled onto L3 agents. */
export const ROUTER_KIND = 'router'
/** Under which L3 agents report; of routers and floating IPs, by their ids. */
export const L3_ENTITY = 'L3'

/** Under which an agent reports its part in an HA router: `up` = it is active, `down` = it stands by. */
export const haReportId = (routerId: string): string => `ha/${routerId}`

export const ROUTER_KEY = 'router'
export const interfaceKey = (portId: string): string => `interface/${portId}`
export const floatingIpKey = (id: string): string => `floating-ip/${id}`
export const portForwardingKey = (id: string): string => `port-forwarding/${id}`
export const conntrackHelperKey = (id: string): string => `conntrack-helper/${id}`
/** Key in {@link l3Topic}. */
export const assignmentKey = (routerId: string): string => `router/${routerId}`

/** Routers that the L3 agent of a host has: {@link assignmentKey}. */
export const l3Topic = (host: string): Topic => `l3/${host}`
/** All that the hosts of one router need; there is one only while a host has it. */
export const routerTopic = (routerId: string): Topic => `router/${routerId}`

export const L3_TOPICS: ServiceTopics = {
  l3: { payloads: { 'router/': routerAssignmentItemSchema } },
  router: {
    payloads: {
      [ROUTER_KEY]: routerItemSchema,
      'interface/': routerInterfaceItemSchema,
      'floating-ip/': floatingIpItemSchema,
      'port-forwarding/': portForwardingItemSchema,
      'conntrack-helper/': conntrackHelperItemSchema,
    },
    mayWatch: whoHasIt(ROUTER_KIND),
  },
}
