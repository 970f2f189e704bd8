import { defineResource, identity, MEMBER, oneOf, range, READER, type Resource, text, type Values } from '@netloom/api'
import type { ConntrackHelper } from '../controller/index.ts'
import { PROTOCOLS } from './forwarded-protocol.ts'

const given = { post: 'required', put: 'allowed', filter: true, sort: true } as const

/** `/v2.0/routers/{id}/conntrack_helpers` */
export const conntrackHelperResource: Resource = defineResource<ConntrackHelper>({
  name: 'conntrack_helper',
  plural: 'conntrack_helpers',
  path: 'routers/:router_id/conntrack_helpers',
  summary: 'A port on which a router looks into a protocol that opens connections of its own.',
  extension: 'l3-conntrack-helper',
  ruleName: 'router_conntrack_helper',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }, { router_id: id = '' }) => services.conntrackHelpers.of(id),
  toCreate: ({ projectId: _, ...values }: Values): Values => values,
  attributes: {
    ...identity<ConntrackHelper>(),
    // a helper belongs to the project of its router whatever a request says
    tenant_id: { type: text(255), field: 'projectId', post: 'allowed', writeOnly: true },
    protocol: { type: oneOf(...PROTOCOLS), ...given },
    port: { type: range(1, 65_535), ...given },
    helper: { type: text(64), ...given },
  },
})
