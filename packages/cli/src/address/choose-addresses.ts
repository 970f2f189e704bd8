import { isIP } from 'node:net'
import type { ApiPort } from '../api/neutron-types.ts'
import { Failure } from '../base/failure.ts'
import { canonicalAddress } from '../api/canonical-address.ts'

type FixedIps = ApiPort['fixed_ips']

/** What a port's `fixed_ips` are to become, and the address that goes: none where it has none of that IP version. */
export interface ChosenAddresses {
  readonly fixedIps: readonly { readonly ip_address: string; readonly subnet_id?: string }[]
  readonly from?: string
  readonly to: string
}

/**
 * Puts `wanted` in the place of the port's address of the same IP version, or of `instead`; its other addresses stay.
 * @throws {Failure} when that is none, or when several could be meant
 */
export function chooseAddresses(fixed: FixedIps, wanted: string, instead?: string): ChosenAddresses {
  const to = canonicalAddress(wanted)
  const version = isIP(to)
  if (version === 0) throw new Failure(`"${wanted}": is no IP address`, 'usage')
  const held = fixed.map(({ ip_address: address }) => address)
  const rivals = held.filter((address) => isIP(address) === version)
  if (instead === undefined && rivals.length > 1 && !rivals.includes(to)) {
    throw new Failure(`the port has ${rivals.join(' and ')}; say which goes with --instead-of`, 'usage')
  }
  const from = instead === undefined ? rivals[0] : canonicalAddress(instead)
  if (from !== undefined && !held.includes(from)) {
    throw new Failure(`--instead-of ${from}: the port has ${held.join(', ') || 'no address'}`, 'usage')
  }
  const stay = fixed.filter(({ ip_address: address }) => address !== from && address !== to)
  return { fixedIps: [...stay, { ip_address: to }], to, ...(from !== undefined && from !== to && { from }) }
}
