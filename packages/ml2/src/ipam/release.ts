import type { FixedIp } from '@netloom/core'
import { addressKey, parseAddress } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { isInPools, type SubnetAddressing } from '../rows/subnet-addressing.ts'
import { giveBack } from './free-ranges.ts'

/** Deletes allocations and puts what lies inside a pool back into the free list. Repeating it changes nothing. */
export async function releaseAddresses(
  db: Kysely<Schema>,
  subnets: readonly SubnetAddressing[],
  fixedIps: readonly FixedIp[],
): Promise<void> {
  for (const { subnetId, ipAddress } of fixedIps) {
    const address = parseAddress(ipAddress)
    if (address === undefined) continue
    await db
      .deleteFrom('ip_allocations')
      .where('subnet_id', '=', subnetId)
      .where('ip_key', '=', addressKey(address))
      .execute()
    const subnet = subnets.find(({ id }) => id === subnetId)
    if (subnet !== undefined && !subnet.isAutomatic && isInPools(subnet, address)) await giveBack(db, subnetId, address)
  }
}
