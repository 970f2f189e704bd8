import { MacAddressGenerationFailureError } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'

const MAC = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i
const TRIES = 16
const CHUNK = 500

/** Lower case with colons; undefined for anything that cannot be an interface's address (all zero, group addresses). */
export function canonicalMac(text: string): string | undefined {
  if (!MAC.test(text)) return undefined
  const mac = text.toLowerCase().replaceAll('-', ':')
  const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
  return isGroup || mac === '00:00:00:00:00:00' ? undefined : mac
}

/** `baseMac` keeps its first three octets, or four when the fourth is not zero; the rest is random. */
export function randomMac(baseMac: string): string {
  const octets = baseMac.split(':')
  const kept = octets[3] === '00' ? 3 : 4
  const random = [...randomBytes(6 - kept)].map((octet) => octet.toString(16).padStart(2, '0'))
  return [...octets.slice(0, kept), ...random].join(':')
}

/**
 * `count` MACs that the network does not use now. One alone is not looked up: a clash is rare, the unique constraint sees it
 * and the caller tries again. For a batch a clash is likely, so it is looked for first.
 */
export async function generateMacs(
  db: Kysely<Schema>,
  networkId: string,
  count: number,
  baseMac: string,
  taken: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const macs = new Set<string>()
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (let draws = 0; macs.size < count && draws < count * TRIES; draws++) {
      const mac = randomMac(baseMac)
      if (!taken.has(mac)) macs.add(mac)
    }
    if (macs.size < count) break
    if (count > 1) for (const used of await usedMacs(db, networkId, [...macs])) macs.delete(used)
    if (macs.size === count) return [...macs]
  }
  throw new MacAddressGenerationFailureError(networkId)
}

async function usedMacs(db: Kysely<Schema>, networkId: string, macs: readonly string[]): Promise<readonly string[]> {
  const used: string[] = []
  for (let at = 0; at < macs.length; at += CHUNK) {
    const rows = await db
      .selectFrom('ports')
      .select('mac_address')
      .where('network_id', '=', networkId)
      .where('mac_address', 'in', macs.slice(at, at + CHUNK))
      .execute()
    used.push(...rows.map((row) => row.mac_address))
  }
  return used
}
