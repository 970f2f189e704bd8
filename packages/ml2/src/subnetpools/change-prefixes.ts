import type { Subnetpool } from '@netloom/core'
import { IllegalSubnetpoolPrefixUpdateError } from '@netloom/core/errors'
import { mapInTurns, yieldLongTurn } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { formatPrefixes, storedPrefix, storedPrefixes } from '../prefixes/canonical-prefixes.ts'
import { difference, overlaps, prefixSet, type PrefixSet } from '../prefixes/prefix-set.ts'
import { networkOf, requirePrefixesFit } from './pool-prefixes.ts'

/** What a pool has without these prefixes. @throws {IllegalSubnetpoolPrefixUpdateError} while a subnet lies in one of them */
export async function withoutPrefixes(
  db: Kysely<Schema>,
  { id, ipVersion, prefixes }: Subnetpool,
  removed: readonly string[],
): Promise<readonly string[]> {
  const named = await mapInTurns(requirePrefixesFit(removed), networkOf)
  const cidrs = named.filter(({ version }) => version === ipVersion)
  await yieldLongTurn()
  const own = storedPrefixes(prefixes)
  const going = prefixSet(cidrs)
  if (!overlaps(own, going)) return prefixes
  if (overlaps(await takenPrefixes(db, id), going)) {
    throw new IllegalSubnetpoolPrefixUpdateError('One or more the prefixes to be removed is in use by a subnet.')
  }
  return requirePrefixesFit(await formatPrefixes(ipVersion, difference(own, going)))
}

/** What subnets have taken out of a pool. */
export async function takenPrefixes(db: Kysely<Schema>, poolId: string): Promise<PrefixSet> {
  const rows = await db.selectFrom('subnets').select('cidr').where('subnetpool_id', '=', poolId).execute()
  return prefixSet(rows.map(({ cidr }) => storedPrefix(cidr)))
}
