import { type Address, addressKey, addressOfKey } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { LostRaceError } from '../base/lost-race-error.ts'

type Db = Kysely<Schema>

/** Inclusive run of free addresses. Runs of a subnet never touch: neighbours are merged on release. */
export interface FreeRange {
  readonly first: Address
  readonly last: Address
}

/** The lowest `limit` free ranges of a subnet, in order: one index read. */
export async function lowestRanges(db: Db, subnetId: string, limit: number): Promise<readonly FreeRange[]> {
  const rows = await db
    .selectFrom('ipam_free_ranges')
    .select(['first_key', 'last_key'])
    .where('subnet_id', '=', subnetId)
    .orderBy('first_key')
    .limit(limit)
    .execute()
  return rows.map(toRange)
}

/** The range holding `address`, if it is free and inside a pool. */
export async function rangeOf(db: Db, subnetId: string, address: Address): Promise<FreeRange | undefined> {
  const range = await rangeAtOrBelow(db, subnetId, address)
  return range !== undefined && range.last.value >= address.value ? range : undefined
}

/** Takes `[first, last]` out of `range`, which contains it. @throws {LostRaceError} */
export async function carve(db: Db, subnetId: string, range: FreeRange, first: bigint, last: bigint): Promise<void> {
  const { version } = range.first
  const key = (value: bigint): string => addressKey({ version, value })
  const guarded = { subnet: subnetId, first: addressKey(range.first), last: addressKey(range.last) }
  const leavesLow = first > range.first.value
  const leavesHigh = last < range.last.value
  if (leavesLow) await shrink(db, guarded, { last_key: key(first - 1n) })
  else if (leavesHigh) await shrink(db, guarded, { first_key: key(last + 1n) })
  else await removeRange(db, guarded)
  if (leavesLow && leavesHigh) {
    await db
      .insertInto('ipam_free_ranges')
      .values({ subnet_id: subnetId, first_key: key(last + 1n), last_key: guarded.last })
      .execute()
  }
}

/** Removes whole ranges, all below `below`. @throws {LostRaceError} unless exactly `count` were there */
export async function removeLowest(db: Db, subnetId: string, through: Address, count: number): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('ipam_free_ranges')
    .where('subnet_id', '=', subnetId)
    .where('first_key', '<=', addressKey(through))
    .executeTakeFirstOrThrow()
  if (numDeletedRows !== BigInt(count)) throw new LostRaceError('free ranges changed')
}

/** Makes an address free again, joining it with the runs beside it. */
export async function giveBack(db: Db, subnetId: string, address: Address): Promise<void> {
  const below = await rangeAtOrBelow(db, subnetId, address)
  if (below !== undefined && below.last.value >= address.value) return
  const next = { version: address.version, value: address.value + 1n }
  const above = await rangeStartingAt(db, subnetId, next)
  const joinsBelow = below !== undefined && below.last.value === address.value - 1n
  if (above !== undefined) {
    await removeRange(db, { subnet: subnetId, first: addressKey(above.first), last: addressKey(above.last) })
  }
  const last = addressKey(above?.last ?? address)
  if (joinsBelow) {
    const guarded = { subnet: subnetId, first: addressKey(below.first), last: addressKey(below.last) }
    await shrink(db, guarded, { last_key: last })
  } else {
    await db
      .insertInto('ipam_free_ranges')
      .values({ subnet_id: subnetId, first_key: addressKey(address), last_key: last })
      .execute()
  }
}

interface Guard {
  readonly subnet: string
  readonly first: string
  readonly last: string
}

async function shrink(db: Db, guard: Guard, change: { first_key: string } | { last_key: string }): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('ipam_free_ranges')
    .set(change)
    .where('subnet_id', '=', guard.subnet)
    .where('first_key', '=', guard.first)
    .where('last_key', '=', guard.last)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows !== 1n) throw new LostRaceError('free range changed')
}

async function removeRange(db: Db, guard: Guard): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('ipam_free_ranges')
    .where('subnet_id', '=', guard.subnet)
    .where('first_key', '=', guard.first)
    .where('last_key', '=', guard.last)
    .executeTakeFirstOrThrow()
  if (numDeletedRows !== 1n) throw new LostRaceError('free range changed')
}

async function rangeAtOrBelow(db: Db, subnetId: string, address: Address): Promise<FreeRange | undefined> {
  const row = await db
    .selectFrom('ipam_free_ranges')
    .select(['first_key', 'last_key'])
    .where('subnet_id', '=', subnetId)
    .where('first_key', '<=', addressKey(address))
    .orderBy('first_key', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toRange(row)
}

async function rangeStartingAt(db: Db, subnetId: string, address: Address): Promise<FreeRange | undefined> {
  const row = await db
    .selectFrom('ipam_free_ranges')
    .select(['first_key', 'last_key'])
    .where('subnet_id', '=', subnetId)
    .where('first_key', '=', addressKey(address))
    .executeTakeFirst()
  return row === undefined ? undefined : toRange(row)
}

function toRange(row: { readonly first_key: string; readonly last_key: string }): FreeRange {
  return { first: addressOfKey(row.first_key), last: addressOfKey(row.last_key) }
}
