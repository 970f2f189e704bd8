import { InvalidInputError } from '@netloom/core'
import { formatCidr, LIMITS, mapInTurns, parseAddress, parseCidr } from '@netloom/core/kit'
import { AddressFormatError } from '../errors/address-group-errors.ts'

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
