import type { AllocationPool } from '@netloom/core'
import { addressKey, addressOfKey, parseAddress } from '@netloom/core/kit'
import type { IpamFreeRangesTable, Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { SubnetAddressing } from '../rows/subnet-addressing.ts'

const CHUNK = 500

/** Writes the free list anew from pools and allocations: when a subnet is made, or its pools change. */
export async function rebuildRanges(db: Kysely<Schema>, subnet: SubnetAddressing): Promise<void> {
  await db.deleteFrom('ipam_free_ranges').where('subnet_id', '=', subnet.id).execute()
  if (subnet.isAutomatic) return
  const held = await db
    .selectFrom('ip_allocations')
    .select('ip_key')
    .where('subnet_id', '=', subnet.id)
    .orderBy('ip_key')
    .execute()
  const taken = held.map(({ ip_key }) => addressOfKey(ip_key).value)
  const rows = freeRows(subnet, taken)
  for (let at = 0; at < rows.length; at += CHUNK) {
    await db
      .insertInto('ipam_free_ranges')
      .values(rows.slice(at, at + CHUNK))
      .execute()
  }
}

function freeRows({ id, version, pools }: SubnetAddressing, taken: readonly bigint[]): readonly IpamFreeRangesTable[] {
  const rows: IpamFreeRangesTable[] = []
  let end: bigint | undefined
  const add = (first: bigint, last: bigint): void => {
    if (first > last) return
    const previous = rows.at(-1)
    const lastKey = addressKey({ version, value: last })
    // pools that touch are one run: runs of a subnet never touch
    if (previous !== undefined && end === first - 1n) previous.last_key = lastKey
    else rows.push({ subnet_id: id, first_key: addressKey({ version, value: first }), last_key: lastKey })
    end = last
  }
  // both ascend, and pools do not overlap: one pass over both
  let at = 0
  for (const pool of sorted(JSON.parse(pools) as readonly AllocationPool[])) {
    let next = pool.first
    for (; at < taken.length; at += 1) {
      const value = taken[at]
      if (value === undefined || value > pool.last) break
      if (value < pool.first) continue
      add(next, value - 1n)
      next = value + 1n
    }
    add(next, pool.last)
  }
  return rows
}

function sorted(pools: readonly AllocationPool[]): readonly { readonly first: bigint; readonly last: bigint }[] {
  return pools
    .map(({ start, end }) => ({ first: parseAddress(start)?.value ?? 0n, last: parseAddress(end)?.value ?? -1n }))
    .sort((a, b) => (a.first < b.first ? -1 : 1))
}
