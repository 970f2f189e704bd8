import {
  boolean,
  defineResource,
  identity,
  MEMBER,
  ownership,
  READER,
  type Resource,
  shown,
  text,
  uuidOrNull,
} from '@netloom/api'
import type { FirewallGroup } from '../model/firewall.ts'
import { shared } from './shared-attribute.ts'
import { STATUSES } from './statuses.ts'
import { uuidList } from './values.ts'

const both = { post: 'allowed', put: 'allowed' } as const
const listed = { filter: true, sort: true } as const

/** `/v2.0/fwaas/firewall_groups` */
export const groupResource: Resource = defineResource<FirewallGroup>({
  name: 'firewall_group',
  plural: 'firewall_groups',
  path: 'fwaas/firewall_groups',
  summary: 'Firewall policies for what comes in and what goes out, on ports of routers.',
  extension: 'fwaas_v2',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.firewallGroups,
  attributes: {
    ...identity<FirewallGroup>(),
    name: { type: text(255), ...both, ...listed },
    description: { type: text(255), ...both, ...listed },
    admin_state_up: { type: boolean, ...both, ...listed },
    status: { type: shown({ enum: STATUSES }), ...listed },
    shared: shared<FirewallGroup>(),
    ports: { type: uuidList, field: 'portIds', ...both, filter: true },
    ...ownership<FirewallGroup>(),
    ingress_firewall_policy_id: { type: uuidOrNull, field: 'ingressPolicyId', ...both, ...listed },
    egress_firewall_policy_id: { type: uuidOrNull, field: 'egressPolicyId', ...both, ...listed },
  },
})
