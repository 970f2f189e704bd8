import type { AddressScope, AddressScopeCreate, AddressScopeUpdate, RequestContext } from '@netloom/core'
import { AddressScopeInUseError, AddressScopeUpdateError } from '@netloom/core/errors'
import { insertChunks, mapInTurns, ownerOf, requireOwner, requireRevision, timestamp } from '@netloom/core/kit'
import type { AddressScopeService, Page, ResourceFilter } from '@netloom/core/services'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { addressScopeCreateInput, addressScopeUpdateInput } from '../input/address-scope-input.ts'
import { parseInput } from '@netloom/core/kit'
import { dropEntries, shareWithAll } from '../rbac/entries.ts'
import { transact } from '../base/retry.ts'
import { addressScopeRow } from './address-scope-rows.ts'
import { listAddressScopes, visibleAddressScope } from './list-address-scopes.ts'

type Environment = Pick<Ml2Environment, 'store' | 'clock'>

export class Ml2AddressScopeService implements AddressScopeService {
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: AddressScopeCreate): Promise<AddressScope> {
    const [scope] = await this.createMany(context, [request])
    if (scope === undefined) throw new TypeError('a created address scope has vanished')
    return scope
  }

  async createMany(context: RequestContext, requests: readonly AddressScopeCreate[]): Promise<readonly AddressScope[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(addressScopeCreateInput, request))
    const now = timestamp(this.#env.clock)
    const scopes = creates.map((create): AddressScope => ({
      id: randomUUID(),
      projectId: ownerOf(context, create.projectId),
      name: create.name ?? '',
      ipVersion: create.ipVersion,
      shared: create.shared ?? false,
      description: '',
      tags: [],
      revisionNumber: 0,
      createdAt: now,
      updatedAt: now,
    }))
    await transact(this.#env.store, async (tx) => {
      for (const piece of insertChunks(scopes)) {
        await tx.db.insertInto('address_scopes').values(piece.map(addressScopeRow)).execute()
      }
      for (const scope of scopes) if (scope.shared) await shareWithAll(tx, 'address_scope', scope)
    })
    return scopes
  }

  async get(context: RequestContext, id: string): Promise<AddressScope> {
    return visibleAddressScope(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly AddressScope[]> {
    return listAddressScopes(this.#env.store.db, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    request: AddressScopeUpdate,
    ifRevision?: number,
  ): Promise<AddressScope> {
    const change = parseInput(addressScopeUpdateInput, request)
    return transact(this.#env.store, async (tx) => {
      const original = await visibleAddressScope(tx.db, context, id)
      requireOwner(context, original, 'update_address_scope')
      requireRevision(ifRevision, original)
      if (original.shared && change.shared === false) {
        throw new AddressScopeUpdateError(id, "Shared address scope can't be unshared")
      }
      const current: AddressScope = {
        ...original,
        ...change,
        revisionNumber: original.revisionNumber + 1,
        updatedAt: timestamp(this.#env.clock),
      }
      const { name, revision_number, updated_at } = addressScopeRow(current)
      // the column means "shared with everybody", which is less than what the caller is shown
      const shared = change.shared === true ? { shared: 1 } : {}
      await tx.db
        .updateTable('address_scopes')
        .set({ name, revision_number, updated_at, ...shared })
        .where('id', '=', id)
        .execute()
      if (change.shared === true) await shareWithAll(tx, 'address_scope', current)
      return current
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await transact(this.#env.store, async (tx) => {
      const scope = await visibleAddressScope(tx.db, context, id)
      requireOwner(context, scope, 'delete_address_scope')
      requireRevision(ifRevision, scope)
      const { db } = tx
      const pool = await db.selectFrom('subnetpools').select('id').where('address_scope_id', '=', id).executeTakeFirst()
      if (pool !== undefined) throw new AddressScopeInUseError(id)
      await dropEntries(tx, 'address_scope', id)
      await db.deleteFrom('address_scopes').where('id', '=', id).execute()
    })
  }
}
