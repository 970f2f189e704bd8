import { type NetworkIpAvailability, NetworkNotFoundError, type RequestContext } from '@netloom/core'
import type { NetworkIpAvailabilityService, Page, ResourceFilter } from '@netloom/core/services'
import type { Ml2Environment } from '../environment/environment.ts'
import { listAvailability } from './list-availability.ts'

export class Ml2NetworkIpAvailabilityService implements NetworkIpAvailabilityService {
  readonly #env: Pick<Ml2Environment, 'store'>

  constructor(env: Pick<Ml2Environment, 'store'>) {
    this.#env = env
  }

  async get(context: RequestContext, id: string): Promise<NetworkIpAvailability> {
    const [availability] = await listAvailability(this.#env.store.db, context, { id })
    if (availability === undefined) throw new NetworkNotFoundError(id)
    return availability
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly NetworkIpAvailability[]> {
    return listAvailability(this.#env.store.db, context, filter, page)
  }
}
