import type { Address, Cidr } from '@netloom/core/kit'

/** The address a host gives itself by SLAAC: prefix and modified EUI-64 of its MAC (RFC 4291, appendix A). */
export function eui64Address(prefix: Cidr, macAddress: string): Address {
  const octets = macAddress.split(':').map((octet) => Number.parseInt(octet, 16))
  const identifier = [...octets.slice(0, 3), 0xff, 0xfe, ...octets.slice(3)]
  identifier[0] = (identifier[0] ?? 0) ^ 0x02
  const low = identifier.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
  return { version: 6, value: prefix.first | low }
}
