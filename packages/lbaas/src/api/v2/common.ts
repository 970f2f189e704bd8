import { type Attribute, shown } from '@netloom/api'
import type { Shown } from '../../controller/model/shown.ts'
import { OPERATING_STATUSES } from '../../wire/words.ts'
import { tags } from '../values/lb-values.ts'
import { flag, orDefault, text, uuid } from '../values/values.ts'

type Attributes<M extends object> = Readonly<Record<string, Attribute<M>>>

export const both = { post: 'allowed', put: 'allowed' } as const
export const listed = { filter: true, sort: true } as const

export const PROVISIONING_STATUSES = ['ACTIVE', 'PENDING_CREATE', 'PENDING_UPDATE', 'PENDING_DELETE', 'ERROR'] as const

/** Octavia writes no offset. */
const time = (given: string | null): string | null => given?.replace(/Z$/, '') ?? null
const TIME = shown({ type: ['string', 'null'], format: 'date-time' })

/** `id`, `name`, statuses: first in every object. */
export const head = <M extends Shown>(): Attributes<M> => ({
  id: { type: uuid, ...listed },
  name: { type: orDefault(text(255), ''), ...both, ...listed },
  provisioning_status: { type: shown({ enum: PROVISIONING_STATUSES }), ...listed },
  operating_status: { type: shown({ enum: OPERATING_STATUSES }), ...listed },
  admin_state_up: { type: orDefault(flag, true), ...both, ...listed },
})

export const described = <M extends Shown>(): Attributes<M> => ({
  description: { type: orDefault(text(255), ''), ...both, ...listed },
})

/** Owner, tags and times: last in every object. */
export const tail = <M extends Shown>(): Attributes<M> => ({
  project_id: { type: text(255), post: 'allowed', ...listed },
  tenant_id: { type: text(255), field: 'projectId', post: 'allowed', ...listed },
  tags: { type: orDefault(tags, []), ...both },
  created_at: { type: TIME, ...listed, read: ({ createdAt }) => time(createdAt) },
  updated_at: { type: TIME, ...listed, read: ({ updatedAt }) => time(updatedAt) },
})

export const refs: Attribute<object>['type'] = shown({
  type: 'array',
  items: { type: 'object', properties: { id: { type: 'string' } } },
})
