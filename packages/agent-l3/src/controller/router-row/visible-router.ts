import type { RequestContext } from '@netloom/core'
import { isOwn } from '@netloom/core/kit'
import { RouterNotFoundError } from '../errors/router-errors.ts'
import { loadRouters, type StoredRouter } from '../rows/router-rows.ts'
import type { Db } from '../store/tables.ts'

/** @throws {RouterNotFoundError} also for one of another project */
export async function visibleRouter(db: Db, context: RequestContext, id: string): Promise<StoredRouter> {
  const [router] = await loadRouters(db, [id])
  return requireVisible(context, id, router)
}

/** @throws {RouterNotFoundError} */
export function requireVisible(context: RequestContext, id: string, router: StoredRouter | undefined): StoredRouter {
  if (router === undefined || !isOwn(context, router)) throw new RouterNotFoundError(id)
  return router
}
