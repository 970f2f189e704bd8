import { canonicalAddress } from './address.ts'

/** The link-local address that a station makes of its MAC (RFC 4291, appendix A), in canonical text. Pure. */
export function linkLocalAddress(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  const text = `fe80::${groups.map((group) => group.toString(16)).join(':')}`
  return canonicalAddress(text) ?? text
}
