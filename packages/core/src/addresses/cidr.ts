import { isIP } from 'node:net'
import { parseCidr as parse } from 'cidr-tools'
import { formatAddress, type Address, type IpVersion } from './address.ts'
import { isPrefix } from './is-address.ts'

/** A prefix: first and last address included. */
export interface Cidr {
  readonly version: IpVersion
  readonly prefixLength: number
  readonly first: bigint
  readonly last: bigint
}

/** undefined unless `text` is `address/length`; host bits may be set and are cleared. The parser alone would take `10.0.0.0/33`. */
export function parseCidr(text: string): Cidr | undefined {
  if (!isPrefix(text)) return undefined
  const { start, end } = parse(text)
  const [address = '', length] = text.split('/')
  return { version: isIP(address) === 4 ? 4 : 6, prefixLength: Number(length), first: start, last: end }
}

/** `10.0.0.5/8` → `10.0.0.0/8`; undefined unless it is a prefix. */
export function canonicalPrefix(text: string): string | undefined {
  const cidr = parseCidr(text)
  return cidr === undefined ? undefined : formatCidr(cidr)
}

export function formatCidr({ version, first, prefixLength }: Cidr): string {
  return `${formatAddress({ version, value: first })}/${String(prefixLength)}`
}

export function cidrContains(cidr: Cidr, address: Address): boolean {
  return address.version === cidr.version && address.value >= cidr.first && address.value <= cidr.last
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last
}

/** Addresses a port may hold: not the subnet's network and (IPv4) broadcast address, where the prefix has such. */
export function usableRange(cidr: Cidr): { readonly first: bigint; readonly last: bigint } {
  const hostBits = (cidr.version === 4 ? 32 : 128) - cidr.prefixLength
  if (hostBits <= 1) return { first: cidr.first, last: cidr.last }
  return { first: cidr.first + 1n, last: cidr.version === 4 ? cidr.last - 1n : cidr.last }
}

export function isUsable(cidr: Cidr, address: Address): boolean {
  const { first, last } = usableRange(cidr)
  return address.version === cidr.version && address.value >= first && address.value <= last
}
