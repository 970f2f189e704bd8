import type { NamedSegment } from '@netloom/core'
import { ADMIN } from '../policy/rule.ts'
import { defineResource, type Resource, type Values } from '../resource/resource.ts'
import { integer } from '../values/integer.ts'
import { text, textOrNull } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'
import { identity, standardAttributes } from './standard-attributes.ts'

const { created_at, updated_at, revision_number } = standardAttributes<NamedSegment>()
const label = { type: textOrNull(255), post: 'allowed', put: 'allowed', filter: true, sort: true } as const

/** `/v2.0/segments` */
export const segmentResource: Resource = defineResource<NamedSegment>({
  name: 'segment',
  plural: 'segments',
  summary: 'One layer-2 realisation of a network.',
  extension: 'segment',
  policy: { create: ADMIN, read: ADMIN, update: ADMIN, delete: ADMIN },
  service: ({ segments }) => segments,
  toCreate: withoutNulls,
  toUpdate: withoutNulls,
  attributes: {
    ...identity<NamedSegment>(),
    network_id: { type: uuid, post: 'required', filter: true, sort: true },
    name: { ...label, read: ({ name }) => (name === '' ? null : name) },
    description: { ...label, read: ({ description }) => (description === '' ? null : description) },
    physical_network: {
      type: text(64),
      answers: { type: ['string', 'null'] },
      post: 'allowed',
      filter: true,
      sort: true,
    },
    network_type: { type: text(32), post: 'required', filter: true, sort: true },
    segmentation_id: {
      type: integer(),
      answers: { type: ['integer', 'null'] },
      post: 'allowed',
      filter: true,
      sort: true,
    },
    ...(created_at && { created_at }),
    ...(updated_at && { updated_at }),
    ...(revision_number && { revision_number }),
  },
})

/** Name and description are shown as null while there is none. */
function withoutNulls({ name, description, ...rest }: Values): Values {
  return {
    ...rest,
    ...(name !== undefined && { name: name ?? '' }),
    ...(description !== undefined && { description: description ?? '' }),
  }
}
