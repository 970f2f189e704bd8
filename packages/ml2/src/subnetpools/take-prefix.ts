import { InvalidFieldsError, type Subnetpool } from '@netloom/core'
import {
  MaxPrefixSubnetAllocationError,
  MinPrefixSubnetAllocationError,
  SubnetAllocationError,
  SubnetpoolQuotaExceededError,
} from '@netloom/core/errors'
import { type Cidr, parseAddress } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { bestFit } from '../prefixes/best-fit.ts'
import { ADDRESS_BITS, cidrAt } from '../prefixes/blocks.ts'
import { storedPrefix, storedPrefixes } from '../prefixes/canonical-prefixes.ts'
import { difference, isSubset, prefixSet } from '../prefixes/prefix-set.ts'

export interface PrefixWish {
  /** Exactly this one. */
  readonly cidr?: Cidr | undefined
  readonly prefixLength?: number
  /** The prefix of that length around it. */
  readonly gatewayIp?: string | null
  /** Whose quota it counts for. */
  readonly projectId: string
}

/** Quotas count single IPv4 addresses and IPv6 networks of 64 bits. */
const QUOTA_UNIT = { 4: 32, 6: 64 } as const

/**
 * A prefix of the pool that no subnet has. It is taken when the subnet's row is written in the same transaction: stores write
 * one transaction after the other.
 * @throws {MaxPrefixSubnetAllocationError} {@link MinPrefixSubnetAllocationError} {@link SubnetpoolQuotaExceededError}
 * {@link SubnetAllocationError}
 */
export async function takePrefix(db: Kysely<Schema>, pool: Subnetpool, wish: PrefixWish): Promise<Cidr> {
  const cidr = wish.cidr ?? aroundGateway(pool, wish)
  const length = cidr?.prefixLength ?? wish.prefixLength ?? pool.defaultPrefixLength
  if (length > pool.maxPrefixLength) throw new MaxPrefixSubnetAllocationError(length, pool.maxPrefixLength)
  if (length < pool.minPrefixLength) throw new MinPrefixSubnetAllocationError(length, pool.minPrefixLength)
  const rows = await db
    .selectFrom('subnets')
    .select(['cidr', 'project_id'])
    .where('subnetpool_id', '=', pool.id)
    .execute()
  const taken = rows.map(({ cidr, project_id }) => ({ cidr: storedPrefix(cidr), projectId: project_id }))
  const own = taken.filter(({ projectId }) => projectId === wish.projectId)
  requireQuota(pool, [...own.map(({ cidr }) => cidr.prefixLength), length])
  const free = difference(storedPrefixes(pool.prefixes), prefixSet(taken.map(({ cidr }) => cidr)))
  if (cidr !== undefined) {
    if (isSubset([cidr], free)) return cidr
    throw new SubnetAllocationError('Cannot allocate requested subnet from the available set of prefixes')
  }
  const found = bestFit(pool.ipVersion, free, length)
  if (found === undefined) {
    throw new SubnetAllocationError(`Insufficient prefix space to allocate subnet size /${String(length)}`)
  }
  return found
}

/** A gateway asked for without a prefix says which prefix is meant. Neutron: the same. */
function aroundGateway(
  { ipVersion, defaultPrefixLength }: Subnetpool,
  { gatewayIp, prefixLength = defaultPrefixLength }: PrefixWish,
): Cidr | undefined {
  if (gatewayIp === undefined || gatewayIp === null) return undefined
  const gateway = parseAddress(gatewayIp)
  if (gateway?.version !== ipVersion) {
    throw new InvalidFieldsError([
      { path: ['gatewayIp'], value: `'${gatewayIp}'`, problem: `must be an IPv${String(ipVersion)} address` },
    ])
  }
  const hostBits = BigInt(Math.max(0, ADDRESS_BITS[ipVersion] - prefixLength))
  return cidrAt(ipVersion, (gateway.value >> hostBits) << hostBits, ADDRESS_BITS[ipVersion] - Number(hostBits))
}

/** All prefixes of a project, the new one included. @throws {SubnetpoolQuotaExceededError} */
function requireQuota({ ipVersion, defaultQuota }: Subnetpool, lengths: readonly number[]): void {
  if (defaultQuota === null || defaultQuota === 0) return
  const bits = ADDRESS_BITS[ipVersion]
  const used = lengths.reduce((sum, length) => sum + (1n << BigInt(bits - length)), 0n)
  if (used > BigInt(defaultQuota) << BigInt(bits - QUOTA_UNIT[ipVersion])) throw new SubnetpoolQuotaExceededError()
}
