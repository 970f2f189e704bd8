import type { FeedWrite, RequestContext, ServiceEnvironment } from '@netloom/core'
import { type AddressGroupItem, addressesKey, addressGroupTopic } from '@netloom/core/firewall'
import type { Transaction } from '@netloom/core/store'
import { AddressGroupInUseError, AddressGroupNotFoundError } from '../errors/address-group-errors.ts'
import type { AddressGroup } from '../model/address-group.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { addressGroupOf } from './address-group-rows.ts'
import { addressPieces, MOST_PIECES } from './address-pieces.ts'
import { SHARED_TYPE } from './list-address-groups.ts'

type Environment = Pick<ServiceEnvironment, 'publish' | 'sharing'>

/** Address groups as rules name them. Hosts are told of those alone that a rule names. */
export class RemoteAddressGroups {
  constructor(private readonly env: Environment) {}

  /** @throws {AddressGroupNotFoundError} also for one that the caller may not see */
  async requireVisible(tx: Transaction, context: RequestContext, id: string): Promise<AddressGroup> {
    const [group] = await load(tx.db, [id])
    if (group === undefined || !(await this.env.sharing.isVisible(tx.db, context, SHARED_TYPE, group))) {
      throw new AddressGroupNotFoundError(id)
    }
    return group
  }

  /** Rules begin to name these. */
  async publish(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.env.publish(tx, (await load(tx.db, ids)).flatMap(writesOf))
  }

  /** Its addresses are others now. */
  async changed(tx: Transaction, before: AddressGroup, after: AddressGroup): Promise<void> {
    if (await isNamed(tx.db, after.id)) await this.env.publish(tx, changesOf(before, after))
  }

  /** @throws {AddressGroupInUseError} */
  async removed(tx: Transaction, { id, revisionNumber }: AddressGroup): Promise<void> {
    if (await isNamed(tx.db, id)) throw new AddressGroupInUseError(id)
    const topic = addressGroupTopic(id)
    const revision = revisionNumber + 1
    await this.env.publish(
      tx,
      Array.from({ length: MOST_PIECES }, (_, piece) => ({ topic, key: addressesKey(piece), revision, body: null })),
    )
  }
}

/** All items of a group, and that it has no others. */
function writesOf(group: AddressGroup): readonly FeedWrite[] {
  const { id, addresses, revisionNumber: revision } = group
  const pieces = addressPieces(addresses)
  return Array.from({ length: MOST_PIECES }, (_, piece): FeedWrite => {
    const held = pieces[piece]
    const body = held === undefined ? null : ({ id, addresses: held } satisfies AddressGroupItem)
    return { topic: addressGroupTopic(id), key: addressesKey(piece), revision, body }
  })
}

/**
 * The items that differ. Where prefixes move to others they come there before they go: whoever hears half of it filters by too many
 * for a moment, never by too few.
 */
function changesOf(before: AddressGroup, after: AddressGroup): readonly FeedWrite[] {
  const [had, has] = [addressPieces(before.addresses), addressPieces(after.addresses)]
  const changes = writesOf(after).filter((_, piece) => had[piece]?.join() !== has[piece]?.join())
  return had.length > has.length ? changes : changes.reverse()
}

async function load(db: Db, ids: readonly string[]): Promise<readonly AddressGroup[]> {
  const rows = await tablesIn(db).selectFrom('address_groups').selectAll().where('id', 'in', ids).execute()
  return rows.map(addressGroupOf)
}

async function isNamed(db: Db, id: string): Promise<boolean> {
  for (const table of ['security_group_rules', 'default_security_group_rules'] as const) {
    const rule = await tablesIn(db)
      .selectFrom(table)
      .select('id')
      .where('remote_address_group_id', '=', id)
      .limit(1)
      .executeTakeFirst()
    if (rule !== undefined) return true
  }
  return false
}
