import type { StandardAttributes } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import type { Attribute } from '../resource/attribute.ts'
import { integer, toInteger } from '../values/integer.ts'
import { filledText, text } from '../values/text.ts'
import { shown } from '../values/shown.ts'
import { uuid } from '../values/uuid.ts'

type Attributes<M extends object> = Readonly<Record<string, Attribute<M>>>

/** `id`, first in every object. */
export function identity<M extends object>(): Attributes<M> {
  return { id: { type: uuid, filter: true, sort: true } }
}

/** Owner, under both of its names; in requests `tenant_id` has become `project_id` before attributes are looked at. */
export function ownership<M extends { readonly projectId: string }>(): Attributes<M> {
  return {
    tenant_id: { type: filledText(255), field: 'projectId', post: 'allowed', filter: true, sort: true },
    project_id: { type: filledText(255), post: 'allowed', filter: true, sort: true },
  }
}

/** No object has an empty one; Neutron asks its database for it, too. */
const revisions = (texts: readonly string[]): ResourceFilter => ({
  revisionNumber: texts.map((text) => (text === '' ? '' : toInteger(text))),
})

/** What every object with standard attributes ends with. */
export function standardAttributes<M extends StandardAttributes>(): Attributes<M> {
  return {
    description: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    tags: { type: shown({ type: 'array', items: { type: 'string' } }) },
    created_at: { type: shown({ type: 'string', format: 'date-time' }) },
    updated_at: { type: shown({ type: 'string', format: 'date-time' }) },
    revision_number: { type: integer(), filterAs: revisions },
  }
}
