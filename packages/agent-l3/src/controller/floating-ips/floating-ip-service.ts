import type { RequestContext } from '@netloom/core'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { L3Environment } from '../base/l3-environment.ts'
import type { FloatingIp, FloatingIpCreate, FloatingIpUpdate, ShownFloatingIp } from '../model/floating-ip.ts'
import { deleteFloatingIp, updateFloatingIp } from './change-floating-ip.ts'
import { createFloatingIps } from './create-floating-ips.ts'
import { listFloatingIps } from './list-floating-ips.ts'
import { shownFloatingIps } from './shown-floating-ips.ts'
import { visibleFloatingIp } from './visible-floating-ip.ts'

/** Floating IPs: `netloom.services.floatingIps`, and `/v2.0/floatingips`. */
export class FloatingIpService implements ResourceService<ShownFloatingIp, FloatingIpCreate, FloatingIpUpdate> {
  constructor(private readonly env: L3Environment) {}

  async create(context: RequestContext, request: FloatingIpCreate): Promise<ShownFloatingIp> {
    const [fip] = await this.createMany(context, [request])
    if (fip === undefined) throw new TypeError('a created floating IP has vanished')
    return fip
  }

  async createMany(
    context: RequestContext,
    requests: readonly FloatingIpCreate[],
  ): Promise<readonly ShownFloatingIp[]> {
    return this.#shown(await createFloatingIps(this.env, context, requests))
  }

  async get(context: RequestContext, id: string): Promise<ShownFloatingIp> {
    return this.#one(await visibleFloatingIp(this.env.engine.store.db, context, id))
  }

  list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly ShownFloatingIp[]> {
    return listFloatingIps(this.env.engine, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    change: FloatingIpUpdate,
    ifRevision?: number,
  ): Promise<ShownFloatingIp> {
    return this.#one(await updateFloatingIp(this.env, context, id, change, ifRevision))
  }

  delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    return deleteFloatingIp(this.env, context, id, ifRevision)
  }

  async #one(fip: FloatingIp): Promise<ShownFloatingIp> {
    const [shown] = await this.#shown([fip])
    if (shown === undefined) throw new TypeError('a floating IP that was read has vanished')
    return shown
  }

  #shown(fips: readonly FloatingIp[]): Promise<readonly ShownFloatingIp[]> {
    return shownFloatingIps(this.env.engine.store.db, fips)
  }
}
