import { type RequestContext, type Trunk, TrunkNotFoundError } from '@netloom/core'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, TrunksTable } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered } from '../query/filter.ts'
import { flag, standardColumns, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { withSubports } from './trunk-rows.ts'

const COLUMNS: ListColumns = {
  ...standardColumns('trunks'),
  portId: text('trunks.port_id'),
  adminStateUp: flag('trunks.admin_state_up'),
  status: text('trunks.status'),
}
const SHAPE = { resource: 'trunk', columns: COLUMNS, tags: 'trunks.tags' }

/** Trunks of the context's project; all to an administrator. */
export async function listTrunks(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly Trunk[]> {
  const rows = await paged(filtered(visible(db, context), filter, SHAPE), COLUMNS, page, async (id) => {
    const row = await visible(db, context).where('trunks.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new TrunkNotFoundError(id)
    return row
  })
  return withSubports(db, rows)
}

/** @throws {TrunkNotFoundError} for unknown and invisible ones */
export async function visibleTrunk(db: Kysely<Schema>, context: RequestContext, id: string): Promise<Trunk> {
  const rows = await visible(db, context).where('trunks.id', '=', id).execute()
  const [trunk] = await withSubports(db, rows)
  if (trunk === undefined) throw new TrunkNotFoundError(id)
  return trunk
}

function visible(db: Kysely<Schema>, context: RequestContext): SelectQueryBuilder<Schema, 'trunks', TrunksTable> {
  const query = db.selectFrom('trunks').selectAll('trunks')
  return context.isAdmin ? query : query.where('trunks.project_id', '=', context.projectId)
}
