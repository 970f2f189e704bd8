import { sql, type Expression, type SqlBool } from 'kysely'
import type { SharedType } from '../../model/rbac-policy.ts'
import type { RequestContext } from '../../model/request-context.ts'
import { wantedValues } from '../query/filter.ts'
import type { ResourceFilter } from '../services.ts'
import { sharedWith } from './visible.ts'

/** For WHERE: what a list filter says of `shared`; everything where it says nothing. */
export function whereShared(
  context: RequestContext,
  type: SharedType,
  idRef: string,
  { shared }: ResourceFilter,
): Expression<SqlBool> {
  const wanted = new Set(shared === undefined ? [true, false] : wantedValues(shared).map((value) => value === true))
  if (wanted.size === 2) return sql<SqlBool>`1 = 1`
  return wanted.size === 0 ? sql<SqlBool>`1 = 0` : sharedWith(context, type, idRef, wanted.has(true))
}
