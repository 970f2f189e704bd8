import {
  type FixedIpRequest,
  IdInUseError,
  IpAddressAlreadyAllocatedError,
  IpAddressGenerationFailureError,
  MacAddressGenerationFailureError,
  MacAddressInUseError,
} from '@netloom/core'
import { addressKey, cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import type { Ml2Environment } from '../environment/environment.ts'
import { canonicalMac } from '../base/mac-address.ts'
import type { UniqueProblem } from '../base/retry.ts'

/** What a request names itself; anything else on a port was generated. */
export interface NamedValues {
  readonly id?: string
  readonly networkId: string
  readonly macAddress?: string
  readonly fixedIps?: readonly FixedIpRequest[]
  /** The port being changed: its own values are no conflict. */
  readonly portId?: string
}

/**
 * A unique constraint refused a port: whose value was it? A value the request named is told to the caller; a generated one
 * is tried again with another. @throws {MacAddressInUseError} {@link IpAddressAlreadyAllocatedError} {@link IdInUseError}
 */
export async function explainConflict(
  env: Ml2Environment,
  requests: readonly NamedValues[],
  { table, columns }: UniqueProblem,
  isLast: boolean,
): Promise<void> {
  for (const request of requests) {
    if (table === 'ports' && columns.includes('id') && request.id !== undefined) await explainId(env, request.id)
    if (table === 'ip_allocations') await explainAddress(env, request)
    // an automatic address is made of the MAC, so a taken MAC may show as a taken address
    await explainMac(env, request)
  }
  await explainDoubles(env, requests)
  const networkId = requests[0]?.networkId ?? ''
  if (isLast && table === 'ip_allocations') throw new IpAddressGenerationFailureError(networkId)
  if (isLast && columns.includes('mac_address')) throw new MacAddressGenerationFailureError(networkId)
}

async function explainId({ store }: Ml2Environment, id: string): Promise<void> {
  const holder = await store.db.selectFrom('ports').select('id').where('id', '=', id).executeTakeFirst()
  if (holder !== undefined) throw new IdInUseError('port', id)
}

async function explainMac({ store }: Ml2Environment, { networkId, macAddress, portId }: NamedValues): Promise<void> {
  const mac = macAddress === undefined ? undefined : canonicalMac(macAddress)
  if (mac === undefined) return
  const holder = await store.db
    .selectFrom('ports')
    .select('id')
    .where('network_id', '=', networkId)
    .where('mac_address', '=', mac)
    .executeTakeFirst()
  if (holder !== undefined && holder.id !== portId) throw new MacAddressInUseError(networkId, mac)
}

async function explainAddress(
  { store }: Ml2Environment,
  { networkId, fixedIps = [], portId }: NamedValues,
): Promise<void> {
  for (const { ipAddress } of fixedIps) {
    const address = ipAddress === undefined ? undefined : parseAddress(ipAddress)
    if (address === undefined) continue
    const holder = await store.db
      .selectFrom('ip_allocations')
      .select(['port_id', 'subnet_id', 'ip_address'])
      .where('ip_key', '=', addressKey(address))
      .where('subnet_id', 'in', (eb) => eb.selectFrom('subnets').select('id').where('network_id', '=', networkId))
      .executeTakeFirst()
    if (holder !== undefined && holder.port_id !== portId) {
      throw new IpAddressAlreadyAllocatedError(holder.ip_address, holder.subnet_id)
    }
  }
}

/** Nobody holds it in the store, so the requests collide among themselves. */
async function explainDoubles(env: Ml2Environment, requests: readonly NamedValues[]): Promise<void> {
  const ids = new Set<string>()
  const macs = new Set<string>()
  const addresses = new Set<string>()
  for (const { id, networkId, macAddress, fixedIps } of requests) {
    if (id !== undefined && !add(ids, id)) throw new IdInUseError('port', id)
    const mac = macAddress === undefined ? undefined : canonicalMac(macAddress)
    if (mac !== undefined && !add(macs, `${networkId} ${mac}`)) throw new MacAddressInUseError(networkId, mac)
    for (const { ipAddress, subnetId } of fixedIps ?? []) {
      if (ipAddress !== undefined && !add(addresses, `${networkId} ${ipAddress}`)) {
        throw new IpAddressAlreadyAllocatedError(ipAddress, subnetId ?? (await subnetWith(env, networkId, ipAddress)))
      }
    }
  }
}

/** Id of the network's subnet that the address is in. */
async function subnetWith({ store }: Ml2Environment, networkId: string, text: string): Promise<string> {
  const subnets = await store.db
    .selectFrom('subnets')
    .select(['id', 'cidr'])
    .where('network_id', '=', networkId)
    .execute()
  const address = parseAddress(text)
  const found = subnets.find(({ cidr }) => {
    const prefix = parseCidr(cidr)
    return prefix !== undefined && address !== undefined && cidrContains(prefix, address)
  })
  return found?.id ?? ''
}

function add(set: Set<string>, value: string): boolean {
  const isNew = !set.has(value)
  set.add(value)
  return isNew
}
