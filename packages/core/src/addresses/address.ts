import { parseIp, stringifyIp } from 'ip-bigint'
import { isAddress } from './is-address.ts'

export type IpVersion = 4 | 6

/** An address as a number; text only at the edges. */
export interface Address {
  readonly version: IpVersion
  readonly value: bigint
}

/** undefined unless `text` is exactly one address: the parser alone would read `010.0.0.1` and `0x7f.1`. */
export function parseAddress(text: string): Address | undefined {
  if (!isAddress(text)) return undefined
  const { number, version } = parseIp(text)
  return { version, value: number }
}

/** Canonical text (RFC 5952 for IPv6). */
export function formatAddress({ version, value }: Address): string {
  return stringifyIp({ number: value, version })
}

/** Fixed-width hex: text order is numeric order in every engine. */
export function addressKey({ version, value }: Address): string {
  return value.toString(16).padStart(version === 4 ? 8 : 32, '0')
}

export function addressOfKey(key: string): Address {
  return { version: key.length === 8 ? 4 : 6, value: BigInt(`0x${key}`) }
}

/** The same address in canonical text; undefined when it is none. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text)
  return address === undefined ? undefined : formatAddress(address)
}
