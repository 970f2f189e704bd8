import type { AddressScope } from '@netloom/core'
import { ADMIN, MEMBER, READER } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { ipVersion } from '../values/ip-version.ts'
import { text } from '../values/text.ts'
import { identity, ownership } from './standard-attributes.ts'

const { tenant_id, project_id } = ownership<AddressScope>()

/** `/v2.0/address-scopes` */
export const addressScopeResource: Resource = defineResource<AddressScope>({
  name: 'address_scope',
  plural: 'address_scopes',
  summary: 'Where addresses are unique: its subnet pools never overlap.',
  extension: 'address-scope',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ addressScopes }) => addressScopes,
  attributes: {
    ...identity<AddressScope>(),
    ...(project_id && { project_id }),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    shared: {
      type: boolean,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      sort: true,
      policy: { create: ADMIN, update: ADMIN, default: false },
    },
    ip_version: { type: ipVersion, post: 'required', filter: true, sort: true },
    ...(tenant_id && { tenant_id }),
  },
})
