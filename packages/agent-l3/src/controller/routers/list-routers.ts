import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { flag, type ListShape, mapInTurns, standardColumns, text } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { RouterNotFoundError } from '../errors/router-errors.ts'
import type { Router } from '../model/router.ts'
import { routerOf } from '../rows/router-rows.ts'
import { tablesIn } from '../store/tables.ts'
import { shownRouters } from './shown-routers.ts'

const SHAPE: ListShape = {
  resource: 'router',
  columns: {
    ...standardColumns('routers'),
    adminStateUp: flag('routers.admin_state_up'),
    status: text('routers.status'),
  },
  tags: 'routers.tags',
}

/** Routers of the context's project, all to an administrator. */
export async function listRouters(
  { listed, store }: Pick<ServiceEnvironment, 'listed' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly Router[]> {
  const visible = tablesIn(store.db)
    .selectFrom('routers')
    .selectAll('routers')
    .$if(!context.isAdmin, (query) => query.where('routers.project_id', '=', context.projectId))
  const rows = await listed(visible, SHAPE, filter, page, async (id) => {
    const row = await visible.where('routers.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new RouterNotFoundError(id)
    return row
  })
  return shownRouters(store.db, await mapInTurns(rows, routerOf))
}
