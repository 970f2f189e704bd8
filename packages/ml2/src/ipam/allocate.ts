import { type FixedIp, IpAddressGenerationFailureError } from '@netloom/core'
import { type Address, formatAddress } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { takesLowestAddress } from '../base/device-owners.ts'
import type { SubnetAddressing } from '../rows/subnet-addressing.ts'
import type { AddressWish } from './address-wishes.ts'
import { eui64Address } from './eui64.ts'
import { pickAddress, pickAddresses, pickSpecific } from './pick.ts'

type Db = Kysely<Schema>

export interface AddressOrder {
  readonly networkId: string
  readonly macAddress: string
  readonly deviceOwner: string
  readonly wishes: readonly AddressWish[]
}

/**
 * Addresses for several ports, in the order of their wishes; taken out of the free lists, not yet written as allocations.
 * Named addresses go first, so that the sets picked for everybody else avoid them; equal wishes are picked as one set.
 * @throws {IpAddressGenerationFailureError}
 */
export async function allocateAddresses(
  db: Db,
  orders: readonly AddressOrder[],
): Promise<readonly (readonly FixedIp[])[]> {
  const results: FixedIp[][] = orders.map(() => [])
  const open = new Map<string, OpenSet>()
  for (const [port, order] of orders.entries()) {
    for (const [slot, wish] of order.wishes.entries()) {
      const place = { port, slot }
      if (wish.kind === 'any') join(open, wish.subnets, order, place)
      else {
        const address = wish.kind === 'eui64' ? eui64Address(wish.subnet.cidr, order.macAddress) : wish.address
        if (!wish.subnet.isAutomatic) await pickSpecific(db, wish.subnet.id, address)
        put(results, place, { subnetId: wish.subnet.id, ipAddress: formatAddress(address) })
      }
    }
  }
  for (const set of open.values()) {
    const picked = await pickSet(db, set)
    for (const [index, fixedIp] of picked.entries()) put(results, set.places[index], fixedIp)
  }
  return results
}

interface Place {
  readonly port: number
  readonly slot: number
}
interface OpenSet {
  readonly subnets: readonly SubnetAddressing[]
  readonly networkId: string
  readonly lowest: boolean
  readonly places: Place[]
}

function join(
  open: Map<string, OpenSet>,
  subnets: readonly SubnetAddressing[],
  order: AddressOrder,
  place: Place,
): void {
  const lowest = takesLowestAddress(order.deviceOwner)
  const key = `${lowest ? 'low' : 'any'} ${subnets.map(({ id }) => id).join(' ')}`
  const set = open.get(key)
  if (set === undefined) open.set(key, { subnets, networkId: order.networkId, lowest, places: [place] })
  else set.places.push(place)
}

async function pickSet(db: Db, { subnets, networkId, lowest, places }: OpenSet): Promise<readonly FixedIp[]> {
  const picked: FixedIp[] = []
  for (const { id } of subnets) {
    const missing = places.length - picked.length
    if (missing === 0) break
    const addresses: readonly Address[] =
      missing > 1 ? await pickAddresses(db, id, missing) : await pickOne(db, id, lowest)
    picked.push(...addresses.map((address) => ({ subnetId: id, ipAddress: formatAddress(address) })))
  }
  if (picked.length < places.length) throw new IpAddressGenerationFailureError(networkId)
  return picked
}

async function pickOne(db: Db, subnetId: string, lowest: boolean): Promise<readonly Address[]> {
  const address = await pickAddress(db, subnetId, lowest ? 'lowest' : 'random')
  return address === undefined ? [] : [address]
}

function put(results: FixedIp[][], place: Place | undefined, fixedIp: FixedIp): void {
  const addresses = place === undefined ? undefined : results[place.port]
  if (addresses !== undefined && place !== undefined) addresses[place.slot] = fixedIp
}
