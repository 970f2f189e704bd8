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
import type { Firewall } from '../model/firewall.ts'
import { shared } from './shared-attribute.ts'
import { STATUSES } from './statuses.ts'
import { uuidList } from './values.ts'

const both = { post: 'allowed', put: 'allowed' } as const
const listed = { filter: true, sort: true } as const

const { filter: _filter, sort: _sort, ...hidden } = { ...shared<Firewall>(), writeOnly: true } as const

/** `/v2.0/fw/firewalls` */
export const firewallResource: Resource = defineResource<Firewall>({
  name: 'firewall',
  plural: 'firewalls',
  path: 'fw/firewalls',
  summary: 'A firewall policy on routers.',
  extension: 'fwaas',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.firewalls,
  attributes: {
    ...identity<Firewall>(),
    ...ownership<Firewall>(),
    name: { type: text(255), ...both, ...listed },
    description: { type: text(255), ...both, ...listed },
    admin_state_up: { type: boolean, ...both, ...listed },
    status: { type: shown({ enum: STATUSES }), ...listed },
    // Neutron takes it and never shows it.
    shared: hidden,
    firewall_policy_id: { type: uuidOrNull, field: 'policyId', post: 'required', put: 'allowed', filter: true },
    router_ids: { type: uuidList, ...both },
  },
})
