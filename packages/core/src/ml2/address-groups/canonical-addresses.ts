import { AddressFormatError } from '../../errors/address-group-errors.ts'
import { InvalidInputError } from '../../errors/segment-errors.ts'
import { mapInTurns } from '../../event-loop-turns.ts'
import { LIMITS } from '../../limits.ts'
import { parseAddress } from '../ipam/address.ts'
import { formatCidr, parseCidr } from '../ipam/cidr.ts'

/** Canonical prefixes, none twice, in the order of their text. @throws {AddressFormatError} {@link InvalidInputError} */
export async function canonicalAddresses(texts: readonly string[]): Promise<readonly string[]> {
  requireAddressesFit(texts)
  return [...new Set(await mapInTurns(texts, canonicalPrefix))].sort()
}

/** @throws {InvalidInputError} */
export function requireAddressesFit(addresses: readonly string[]): readonly string[] {
  if (addresses.length <= LIMITS.addresses) return addresses
  throw new InvalidInputError(
    `addresses: ${String(addresses.length)} are too many, a group has at most ${String(LIMITS.addresses)}; ` +
      'use larger prefixes or several groups',
  )
}

function canonicalPrefix(text: string): string {
  const address = parseAddress(text)
  const cidr = parseCidr(address === undefined ? text : `${text}/${address.version === 4 ? '32' : '128'}`)
  if (cidr === undefined) throw new AddressFormatError(text)
  return formatCidr(cidr)
}
