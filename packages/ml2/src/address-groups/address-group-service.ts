import {
  AddressesAlreadyExistError,
  AddressesNotFoundError,
  type AddressGroup,
  type AddressGroupCreate,
  AddressGroupNotFoundError,
  type AddressGroupUpdate,
  IdInUseError,
  type RequestContext,
} from '@netloom/core'
import { isTurnOver, yieldLongTurn } from '@netloom/core/kit'
import type { AddressGroupService, Page, ResourceFilter } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { isOwn, ownerOf, requireRevision } from '../base/access.ts'
import { timestamp, type Ml2Environment } from '../environment/environment.ts'
import { addressGroupCreateInput, addressGroupUpdateInput, addressesInput } from '../input/address-group-input.ts'
import { parseInput } from '../input/parse-input.ts'
import { dropEntries } from '../rbac/entries.ts'
import { asSharedWith, isVisible } from '../rbac/visible.ts'
import { transact } from '../base/retry.ts'
import { addressGroupOf, addressGroupRow } from './address-group-rows.ts'
import { canonicalAddresses, requireAddressesFit } from './canonical-addresses.ts'
import { listAddressGroups } from './list-address-groups.ts'

type Environment = Pick<Ml2Environment, 'store' | 'clock'>

/** What an update makes of a group; the same object = nothing changed. */
type Change = (before: AddressGroup) => AddressGroup

export class Ml2AddressGroupService implements AddressGroupService {
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: AddressGroupCreate): Promise<AddressGroup> {
    const [group] = await this.createMany(context, [request])
    if (group === undefined) throw new TypeError('a created address group has vanished')
    return group
  }

  async createMany(context: RequestContext, requests: readonly AddressGroupCreate[]): Promise<readonly AddressGroup[]> {
    const now = timestamp(this.#env.clock)
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
    await transact(
      this.#env.store,
      async ({ db }) => {
        for (const group of groups) await db.insertInto('address_groups').values(addressGroupRow(group)).execute()
      },
      () => {
        const [id] = requests.flatMap((request) => request.id ?? [])
        return id === undefined ? Promise.resolve() : Promise.reject(new IdInUseError('address_group', id))
      },
    )
    return groups
  }

  async get(context: RequestContext, id: string): Promise<AddressGroup> {
    return this.#shown(context, await this.#visible(this.#env.store.db, context, id))
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly AddressGroup[]> {
    return listAddressGroups(this.#env.store.db, context, filter, page)
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

  async addAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup> {
    const wanted = await canonicalAddresses(parseInput(addressesInput, { addresses }).addresses)
    return this.#change(context, id, (before) => {
      const held = new Set(before.addresses)
      const present = wanted.filter((one) => held.has(one))
      if (present.length > 0) throw new AddressesAlreadyExistError(present, id)
      return withAddresses(before, requireAddressesFit([...before.addresses, ...wanted].sort()))
    })
  }

  async removeAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup> {
    const unwanted = await canonicalAddresses(parseInput(addressesInput, { addresses }).addresses)
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
    await transact(this.#env.store, async (tx) => {
      const group = await this.#visible(tx.db, context, id)
      requireOwn(context, group)
      requireRevision(ifRevision, group)
      await dropEntries(tx, 'address_group', id)
      await tx.db.deleteFrom('address_groups').where('id', '=', id).execute()
    })
  }

  async #change(context: RequestContext, id: string, change: Change, ifRevision?: number): Promise<AddressGroup> {
    const changed = await transact(this.#env.store, async ({ db }) => {
      const before = await this.#visible(db, context, id)
      requireOwn(context, before)
      requireRevision(ifRevision, before)
      const after = change(before)
      if (after === before) return before
      const current = { ...after, updatedAt: timestamp(this.#env.clock) }
      await db.updateTable('address_groups').set(addressGroupRow(current)).where('id', '=', id).execute()
      return current
    })
    return this.#shown(context, changed)
  }

  async #visible(db: Kysely<Schema>, context: RequestContext, id: string): Promise<AddressGroup> {
    const row = await db.selectFrom('address_groups').selectAll().where('id', '=', id).executeTakeFirst()
    const group = row === undefined ? undefined : addressGroupOf(row)
    if (group === undefined || !(await isVisible(db, context, 'address_group', group))) {
      throw new AddressGroupNotFoundError(id)
    }
    return group
  }

  async #shown(context: RequestContext, group: AddressGroup): Promise<AddressGroup> {
    return (await asSharedWith(this.#env.store.db, context, 'address_group', [group]))[0] ?? group
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
