import { AddressFormatError } from '../../errors/address-group-errors.ts'
import { parseAddress } from '../ipam/address.ts'
import { formatCidr, parseCidr } from '../ipam/cidr.ts'

/** Canonical prefixes, none twice, in the order of their text. @throws {AddressFormatError} */
export function canonicalAddresses(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(canonicalPrefix))].sort()
}

function canonicalPrefix(text: string): string {
  const address = parseAddress(text)
  const cidr = parseCidr(address === undefined ? text : `${text}/${address.version === 4 ? '32' : '128'}`)
  if (cidr === undefined) throw new AddressFormatError(text)
  return formatCidr(cidr)
}
