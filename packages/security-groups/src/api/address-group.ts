import {
  type Action,
  compile,
  type CompiledResource,
  defineResource,
  identity,
  MEMBER,
  ownership,
  READER,
  render,
  type Resource,
  shown,
  standardAttributes,
  text,
} from '@netloom/api'
import type { RequestContext } from '@netloom/core'
import type { AddressGroup } from '../model/address-group.ts'
import { addressesBody, addressList } from './address-list.ts'

const { description } = standardAttributes<AddressGroup>()
const change = { method: 'PUT', policy: MEMBER, body: addressesBody } as const

const actions: readonly Action[] = [
  {
    ...change,
    path: ':id/add_addresses',
    summary: 'Add addresses to the group',
    rule: 'add_addresses',
    run: async ({ services: { addressGroups } }, context, { params: { id = '' }, body }) =>
      asAnswer(await addressGroups.addAddresses(context, id, body as readonly string[]), context),
  },
  {
    ...change,
    path: ':id/remove_addresses',
    summary: 'Remove addresses from the group',
    rule: 'remove_addresses',
    run: async ({ services: { addressGroups } }, context, { params: { id = '' }, body }) =>
      asAnswer(await addressGroups.removeAddresses(context, id, body as readonly string[]), context),
  },
]

/** `/v2.0/address-groups` */
export const addressGroupResource: Resource = defineResource<AddressGroup>({
  name: 'address_group',
  plural: 'address_groups',
  summary: 'Prefixes under one name, for rules of security groups to name.',
  extension: 'address-group',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.addressGroups,
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
