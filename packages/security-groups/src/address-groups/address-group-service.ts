import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { isOwn, isTurnOver, ownerOf, parseInput, requireRevision, timestamp, yieldLongTurn } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { idInUse } from '../base/id-in-use.ts'
import { addressesInput, addressGroupCreateInput, addressGroupUpdateInput } from '../base/inputs.ts'
import {
  AddressesAlreadyExistError,
  AddressesNotFoundError,
  AddressGroupNotFoundError,
} from '../errors/address-group-errors.ts'
import type { AddressGroup, AddressGroupCreate, AddressGroupUpdate } from '../model/address-group.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { addressGroupOf, addressGroupRow } from './address-group-rows.ts'
import { canonicalAddresses, requireAddressesFit } from './canonical-addresses.ts'
import { listAddressGroups, SHARED_TYPE } from './list-address-groups.ts'
import type { RemoteAddressGroups } from './remote-address-groups.ts'

/** What an update makes of a group; the same object = nothing changed. */
type Change = (before: AddressGroup) => AddressGroup

/** Groups are their project's to change; whoever they are shared with sees and uses them. `netloom.services.addressGroups`. */
export class AddressGroupService implements ResourceService<AddressGroup, AddressGroupCreate, AddressGroupUpdate> {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly remotes: RemoteAddressGroups,
  ) {}

  async create(context: RequestContext, request: AddressGroupCreate): Promise<AddressGroup> {
    const [group] = await this.createMany(context, [request])
    if (group === undefined) throw new TypeError('a created address group has vanished')
    return group
  }

  async createMany(context: RequestContext, requests: readonly AddressGroupCreate[]): Promise<readonly AddressGroup[]> {
    const now = timestamp(this.env.clock)
    const groups: AddressGroup[] = []
    for (const request of requests) {
      if (isTurnOver()) await yieldLongTurn()
      const create = parseInput(addressGroupCreateInput, request)
      const addresses = await canonicalAddresses(create.addresses ?? [])
      groups.push({
        id: create.id ?? randomUUID(),
        projectId: ownerOf(context, create.projectId),
        name: create.name ?? '',
        shared: false,
        addresses,
        description: create.description ?? '',
        tags: [],
        // Neutron: every address put in is a revision
        revisionNumber: addresses.length,
        createdAt: now,
        updatedAt: now,
      })
    }
    await idInUse(this.env.store, 'address_group', requests, () =>
      this.env.store.transaction(async ({ db }) => {
        for (const group of groups) {
          await tablesIn(db).insertInto('address_groups').values(addressGroupRow(group)).execute()
        }
      }),
    )
    return groups
  }

  async get(context: RequestContext, id: string): Promise<AddressGroup> {
    return this.#shown(context, await this.#visible(this.env.store.db, context, id))
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly AddressGroup[]> {
    return listAddressGroups(this.env, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    request: AddressGroupUpdate,
    ifRevision?: number,
  ): Promise<AddressGroup> {
    const change = parseInput(addressGroupUpdateInput, request)
    const merge: Change = (before) => ({ ...before, ...change, revisionNumber: before.revisionNumber + 1 })
    return this.#change(context, id, merge, ifRevision)
  }

  /** @throws {AddressesAlreadyExistError} naming those that the group has, {@link AddressFormatError}; nothing is added then */
  async addAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup> {
    const wanted = await this.#canonical(context, id, addresses)
    return this.#change(context, id, (before) => {
      const held = new Set(before.addresses)
      const present = wanted.filter((one) => held.has(one))
      if (present.length > 0) throw new AddressesAlreadyExistError(present, id)
      return withAddresses(before, requireAddressesFit([...before.addresses, ...wanted].sort()))
    })
  }

  /** @throws {AddressesNotFoundError} naming those that the group lacks, {@link AddressFormatError}; nothing is removed then */
  async removeAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup> {
    const unwanted = await this.#canonical(context, id, addresses)
    return this.#change(context, id, (before) => {
      const held = new Set(before.addresses)
      const missing = unwanted.filter((one) => !held.has(one))
      if (missing.length > 0) throw new AddressesNotFoundError(missing, id)
      const going = new Set(unwanted)
      return withAddresses(
        before,
        before.addresses.filter((one) => !going.has(one)),
      )
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.env.store.transaction(async (tx) => {
      const group = await this.#visible(tx.db, context, id)
      requireOwn(context, group)
      requireRevision(ifRevision, group)
      await this.remotes.removed(tx, group)
      await this.env.sharing.drop(tx, SHARED_TYPE, id)
      await tablesIn(tx.db).deleteFrom('address_groups').where('id', '=', id).execute()
    })
  }

  async #change(context: RequestContext, id: string, change: Change, ifRevision?: number): Promise<AddressGroup> {
    const changed = await this.env.store.transaction(async (tx: Transaction) => {
      const before = await this.#visible(tx.db, context, id)
      requireOwn(context, before)
      requireRevision(ifRevision, before)
      const after = change(before)
      if (after === before) return before
      const current = { ...after, updatedAt: timestamp(this.env.clock) }
      await tablesIn(tx.db).updateTable('address_groups').set(addressGroupRow(current)).where('id', '=', id).execute()
      if (current.addresses !== before.addresses) await this.remotes.changed(tx, before, current)
      return current
    })
    return this.#shown(context, changed)
  }

  /** Neutron: whether the group is there is told before what is wrong with the addresses. */
  async #canonical(context: RequestContext, id: string, addresses: readonly string[]): Promise<readonly string[]> {
    try {
      return await canonicalAddresses(parseInput(addressesInput, { addresses }).addresses)
    } catch (error) {
      requireOwn(context, await this.#visible(this.env.store.db, context, id))
      throw error
    }
  }

  async #visible(db: Db, context: RequestContext, id: string): Promise<AddressGroup> {
    const row = await tablesIn(db).selectFrom('address_groups').selectAll().where('id', '=', id).executeTakeFirst()
    const group = row === undefined ? undefined : addressGroupOf(row)
    if (group === undefined || !(await this.env.sharing.isVisible(db, context, SHARED_TYPE, group))) {
      throw new AddressGroupNotFoundError(id)
    }
    return group
  }

  async #shown(context: RequestContext, group: AddressGroup): Promise<AddressGroup> {
    return (await this.env.sharing.asShared(this.env.store.db, context, SHARED_TYPE, [group]))[0] ?? group
  }
}

/** Neutron: to whom it is shared a group is there to look at; whoever writes to it is told that there is none. @throws {AddressGroupNotFoundError} */
function requireOwn(context: RequestContext, group: AddressGroup): void {
  if (!isOwn(context, group)) throw new AddressGroupNotFoundError(group.id)
}

function withAddresses(before: AddressGroup, addresses: readonly string[]): AddressGroup {
  const changes = Math.abs(addresses.length - before.addresses.length)
  return changes === 0 ? before : { ...before, addresses, revisionNumber: before.revisionNumber + changes }
}
