import type { HostRoute, RequestContext } from '@netloom/core'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import { addInterface } from '../interfaces/add-interface.ts'
import { removeInterface } from '../interfaces/remove-interface.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { InterfaceRequest, Router, RouterCreate, RouterInterface, RouterUpdate } from '../model/router.ts'
import { withoutRoutes, withRoutes } from '../routes/change-routes.ts'
import { loadRouters, type StoredRouter } from '../rows/router-rows.ts'
import { createRouters } from './create-routers.ts'
import { deleteRouter } from './delete-router.ts'
import { listRouters } from './list-routers.ts'
import { shownRouters } from './shown-routers.ts'
import { updateRouter } from './update-router.ts'
import { visibleRouter } from '../router-row/visible-router.ts'

/** Routers, with their gateways, interfaces and routes: `netloom.services.routers`, and `/v2.0/routers`. */
export class RouterService implements ResourceService<Router, RouterCreate, RouterUpdate> {
  constructor(private readonly env: L3Environment) {}

  async create(context: RequestContext, request: RouterCreate): Promise<Router> {
    const [router] = await this.createMany(context, [request])
    if (router === undefined) throw new TypeError('a created router has vanished')
    return router
  }

  async createMany(context: RequestContext, requests: readonly RouterCreate[]): Promise<readonly Router[]> {
    return shownRouters(this.env.engine.store.db, await createRouters(this.env, context, requests), { areNew: true })
  }

  async get(context: RequestContext, id: string): Promise<Router> {
    return this.#one(await visibleRouter(this.env.engine.store.db, context, id))
  }

  list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Router[]> {
    return listRouters(this.env.engine, context, filter, page)
  }

  async update(context: RequestContext, id: string, change: RouterUpdate, ifRevision?: number): Promise<Router> {
    return this.#one(await updateRouter(this.env, { context, id, ifRevision, change: () => change }))
  }

  delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    return deleteRouter(this.env, context, id, ifRevision)
  }

  addInterface(context: RequestContext, id: string, request: InterfaceRequest): Promise<RouterInterface> {
    return addInterface(this.env, context, id, request)
  }

  removeInterface(context: RequestContext, id: string, request: InterfaceRequest): Promise<RouterInterface> {
    return removeInterface(this.env, context, id, request)
  }

  /** Beside those that others add at the same moment. */
  async addRoutes(context: RequestContext, id: string, routes: readonly HostRoute[]): Promise<Router> {
    const change = (router: StoredRouter): RouterUpdate => ({ routes: withRoutes(router.routes, routes) })
    return this.#one(await updateRouter(this.env, { context, id, change }))
  }

  async removeRoutes(context: RequestContext, id: string, routes: readonly HostRoute[]): Promise<Router> {
    const change = (router: StoredRouter): RouterUpdate => ({ routes: withoutRoutes(router.routes, routes) })
    return this.#one(await updateRouter(this.env, { context, id, change }))
  }

  /** Of these, those that are there; whoever may see them. */
  async getMany(ids: readonly string[]): Promise<readonly Router[]> {
    return this.#shown(await loadRouters(this.env.engine.store.db, ids))
  }

  async #one(router: StoredRouter): Promise<Router> {
    const [shown] = await this.#shown([router])
    if (shown === undefined) throw new TypeError('a router that was read has vanished')
    return shown
  }

  #shown(routers: readonly StoredRouter[]): Promise<readonly Router[]> {
    return shownRouters(this.env.engine.store.db, routers)
  }
}
