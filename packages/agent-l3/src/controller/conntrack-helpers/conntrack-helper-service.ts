import type { RequestContext } from '@netloom/core'
import { listInMemory, parseInput } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { conntrackHelperCreateInput, conntrackHelperUpdateInput } from '../base/inputs.ts'
import {
  ConntrackHelperNotAllowedError,
  ConntrackHelperNotFoundError,
  InvalidProtocolForHelperError,
} from '../errors/conntrack-helper-errors.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { ConntrackHelper, ConntrackHelperCreate, ConntrackHelperUpdate } from '../model/conntrack-helper.ts'
import { conntrackHelperGone, conntrackHelperWrite } from '../items/translation-writes.ts'
import { visibleRouter } from '../router-row/visible-router.ts'
import { conntrackHelperRow, helpersOf } from '../rows/conntrack-helper-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { type Db, tablesIn } from '../store/tables.ts'

const SHAPE = { resource: 'conntrack helper', fields: ['id', 'protocol', 'port', 'helper'] }

/** Conntrack helpers of one router: `netloom.services.conntrackHelpers.of(id)`, `/v2.0/routers/{id}/conntrack_helpers`. */
export class ConntrackHelperService {
  constructor(private readonly env: L3Environment) {}

  of(routerId: string): ResourceService<ConntrackHelper, ConntrackHelperCreate, ConntrackHelperUpdate> {
    return {
      create: async (context, request) => {
        const [made] = await this.#create(context, routerId, [request])
        if (made === undefined) throw new TypeError('a created conntrack helper has vanished')
        return made
      },
      createMany: (context, requests) => this.#create(context, routerId, requests),
      get: (context, id) => this.#get(this.env.engine.store.db, context, routerId, id),
      list: (context, filter, page) => this.#list(context, routerId, filter, page),
      update: (context, id, change) => this.#update(context, routerId, id, change),
      delete: (context, id) => this.#delete(context, routerId, id),
    }
  }

  async #create(
    context: RequestContext,
    routerId: string,
    requests: readonly ConntrackHelperCreate[],
  ): Promise<readonly ConntrackHelper[]> {
    const creates = requests.map((request) => parseInput(conntrackHelperCreateInput, request))
    for (const create of creates) this.#requireAllowed(create)
    return this.env.engine.store.transaction(async (tx) => {
      await visibleRouter(tx.db, context, routerId)
      const made: ConntrackHelper[] = []
      for (const create of creates) {
        const helper: ConntrackHelper = { ...create, id: randomUUID(), routerId, revisionNumber: 1 }
        await requireNew(tx.db, helper)
        await tablesIn(tx.db).insertInto('conntrack_helpers').values(conntrackHelperRow(helper)).execute()
        await this.#publish(tx, helper)
        made.push(helper)
      }
      return made
    })
  }

  async #get(db: Db, context: RequestContext, routerId: string, id: string): Promise<ConntrackHelper> {
    await visibleRouter(db, context, routerId)
    const found = (await helpersOf(db, [routerId])).find((one) => one.id === id)
    if (found === undefined) throw new ConntrackHelperNotFoundError(id)
    return found
  }

  async #list(
    context: RequestContext,
    routerId: string,
    filter: ResourceFilter = {},
    page: Page = {},
  ): Promise<readonly ConntrackHelper[]> {
    const { db } = this.env.engine.store
    await visibleRouter(db, context, routerId)
    const notFound = (id: string): Error => new ConntrackHelperNotFoundError(id)
    return listInMemory(await helpersOf(db, [routerId]), SHAPE, filter, page, notFound)
  }

  async #update(
    context: RequestContext,
    routerId: string,
    id: string,
    request: ConntrackHelperUpdate,
  ): Promise<ConntrackHelper> {
    const change = parseInput(conntrackHelperUpdateInput, request)
    return this.env.engine.store.transaction(async (tx) => {
      const before = await this.#get(tx.db, context, routerId, id)
      const helper = { ...before, ...change, revisionNumber: before.revisionNumber + 1 }
      this.#requireAllowed(helper)
      await requireNew(tx.db, helper)
      const row = conntrackHelperRow(helper)
      await tablesIn(tx.db).updateTable('conntrack_helpers').set(row).where('id', '=', id).execute()
      await this.#publish(tx, helper)
      return helper
    })
  }

  async #delete(context: RequestContext, routerId: string, id: string): Promise<void> {
    await this.env.engine.store.transaction(async (tx) => {
      const helper = await this.#get(tx.db, context, routerId, id)
      await tablesIn(tx.db).deleteFrom('conntrack_helpers').where('id', '=', id).execute()
      if (await isHosted(tx.db, routerId)) await this.env.engine.publish(tx, [conntrackHelperGone(helper)])
    })
  }

  #requireAllowed({ helper, protocol }: ConntrackHelperCreate): void {
    const { allowedConntrackHelpers: allowed } = this.env.options
    const protocols = Object.hasOwn(allowed, helper) ? allowed[helper] : undefined
    if (protocols === undefined) throw new ConntrackHelperNotAllowedError(helper)
    if (!protocols.includes(protocol)) throw new InvalidProtocolForHelperError(helper, protocol, protocols)
  }

  async #publish(tx: Transaction, helper: ConntrackHelper): Promise<void> {
    if (await isHosted(tx.db, helper.routerId)) await this.env.engine.publish(tx, [conntrackHelperWrite(helper)])
  }
}

/** @throws {ResourceBadRequestError} */
async function requireNew(db: Db, helper: ConntrackHelper): Promise<void> {
  const twin = (await helpersOf(db, [helper.routerId])).find(
    (one) =>
      one.id !== helper.id &&
      one.protocol === helper.protocol &&
      one.port === helper.port &&
      one.helper === helper.helper,
  )
  if (twin === undefined) return
  const { routerId, protocol, port, helper: name } = helper
  throw new ResourceBadRequestError(
    'conntrack_helper',
    'A duplicate conntrack helper entry with same attributes already exists, conflicting values are ' +
      `{'router_id': '${routerId}', 'protocol': '${protocol}', 'port': ${String(port)}, 'helper': '${name}'}`,
  )
}
