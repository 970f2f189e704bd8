import type { FeedWrite, RequestContext, ServiceEnvironment } from '@netloom/core'
import { type AddressGroupItem, ADDRESSES_KEY, addressGroupTopic } from '@netloom/core/firewall'
import type { Transaction } from '@netloom/core/store'
import { AddressGroupInUseError, AddressGroupNotFoundError } from '../errors/address-group-errors.ts'
import type { AddressGroup } from '../model/address-group.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { addressGroupOf } from './address-group-rows.ts'
import { SHARED_TYPE } from './list-address-groups.ts'

type Environment = Pick<ServiceEnvironment, 'publish' | 'sharing'>

/** Address groups as rules name them. Hosts are told of those alone that a rule names: only these have to fit an item. */
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

  /** Rules begin to name these. @throws {FeedItemTooLargeError} (400) for one that is too long for hosts */
  async publish(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.env.publish(tx, (await load(tx.db, ids)).map(write))
  }

  /** Its addresses are others now. @throws {FeedItemTooLargeError} (400) */
  async changed(tx: Transaction, group: AddressGroup): Promise<void> {
    if (await isNamed(tx.db, group.id)) await this.env.publish(tx, [write(group)])
  }

  /** @throws {AddressGroupInUseError} */
  async removed(tx: Transaction, { id, revisionNumber }: AddressGroup): Promise<void> {
    if (await isNamed(tx.db, id)) throw new AddressGroupInUseError(id)
    const gone = { topic: addressGroupTopic(id), key: ADDRESSES_KEY, revision: revisionNumber + 1, body: null }
    await this.env.publish(tx, [gone])
  }
}

const write = ({ id, addresses, revisionNumber }: AddressGroup): FeedWrite => ({
  topic: addressGroupTopic(id),
  key: ADDRESSES_KEY,
  revision: revisionNumber,
  body: { id, addresses } satisfies AddressGroupItem,
})

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
