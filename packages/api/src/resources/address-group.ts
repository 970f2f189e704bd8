import type { AddressGroup, RequestContext } from '@netloom/core'
import { MEMBER, READER } from '../policy/rule.ts'
import type { Action } from '../resource/action.ts'
import { compile, type CompiledResource } from '../resource/compiled.ts'
import { render } from '../resource/render.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { addressList, addressesBody } from '../values/address-list.ts'
import { shown } from '../values/shown.ts'
import { text } from '../values/text.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'

const { description } = standardAttributes<AddressGroup>()
const change = { method: 'PUT', policy: MEMBER, body: addressesBody } as const

const actions: readonly Action[] = [
  {
    ...change,
    path: ':id/add_addresses',
    summary: 'Add addresses to the group',
    rule: 'add_addresses',
    run: async ({ addressGroups }, context, { params: { id = '' }, body }) =>
      asAnswer(await addressGroups.addAddresses(context, id, body as readonly string[]), context),
  },
  {
    ...change,
    path: ':id/remove_addresses',
    summary: 'Remove addresses from the group',
    rule: 'remove_addresses',
    run: async ({ addressGroups }, context, { params: { id = '' }, body }) =>
      asAnswer(await addressGroups.removeAddresses(context, id, body as readonly string[]), context),
  },
]

/** `/v2.0/address-groups` */
export const addressGroupResource: Resource = defineResource<AddressGroup>({
  name: 'address_group',
  plural: 'address_groups',
  summary: 'Prefixes under one name. Rules that refer to groups come with security groups.',
  extension: 'address-group',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ addressGroups }) => addressGroups,
  actions,
  attributes: {
    ...identity<AddressGroup>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...ownership<AddressGroup>(),
    shared: { type: shown({ type: 'boolean' }), writeOnly: true },
    addresses: { type: addressList, post: 'allowed' },
    ...(description && { description }),
  },
})

const compiled: CompiledResource = compile(addressGroupResource)

/** Neutron: these two show more of a group than anything else does. */
function asAnswer(group: AddressGroup, context: RequestContext): object {
  const { shared, revisionNumber, createdAt, updatedAt } = group
  return {
    address_group: {
      ...render(compiled, group, context),
      shared,
      revision_number: revisionNumber,
      created_at: createdAt,
      updated_at: updatedAt,
    },
  }
}
