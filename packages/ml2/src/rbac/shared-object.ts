import {
  InvalidActionForTypeError,
  InvalidInputError,
  type RbacPolicy,
  type RbacPolicyCreate,
  type RequestContext,
} from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { SharedObject } from './entries.ts'
import type { SharedTypes } from '../environment/shareable-types.ts'

export type SharedRow = SharedObject

/** The object that an entry shares; undefined when there is none. */
export async function sharedObject(
  types: SharedTypes,
  db: Kysely<Schema>,
  { objectType, objectId }: Pick<RbacPolicy, 'objectType' | 'objectId'>,
): Promise<SharedRow | undefined> {
  const table = types.get(objectType)?.table
  if (table === undefined) return undefined
  const row = await db.selectFrom(table).select(['id', 'project_id']).where('id', '=', objectId).executeTakeFirst()
  return row === undefined ? undefined : { id: row.id, projectId: row.project_id }
}

/**
 * Who owns an object (or is an administrator) may share it. Others learn nothing: an object that is not theirs is answered
 * like one that does not exist.
 * @throws {InvalidInputError} {@link InvalidActionForTypeError}
 */
export async function requireGrantable(
  types: SharedTypes,
  db: Kysely<Schema>,
  context: RequestContext,
  { objectType, objectId, action: wanted }: RbacPolicyCreate,
): Promise<Pick<RbacPolicy, 'objectType' | 'objectId' | 'action'>> {
  const type = types.get(objectType)
  if (type === undefined) throw new InvalidInputError(`'${objectType}' is not a valid RBAC object type`)
  const { actions, label } = type
  const action = actions.find((one) => one === wanted)
  if (action === undefined) throw new InvalidActionForTypeError(wanted, objectType, actions)
  const object = await sharedObject(types, db, { objectType, objectId })
  if (!context.isAdmin && object?.projectId !== context.projectId) {
    throw new InvalidInputError('Only admins can manipulate policies on objects they do not own')
  }
  if (object === undefined) throw new InvalidInputError(`${label} ${objectId} could not be found`)
  return { objectType, objectId, action }
}
