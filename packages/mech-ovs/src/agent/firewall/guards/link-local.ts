/** The link-local address that a station makes of its MAC (RFC 4291, appendix A). Pure. */
export function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((text) => Number.parseInt(text, 16))
  const [first = 0, ...rest] = bytes
  const id = [first ^ 0x02, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)]
  const groups = [0, 2, 4, 6].map((at) => (((id[at] ?? 0) << 8) | (id[at + 1] ?? 0)).toString(16))
  return `fe80::${groups.join(':')}`
}
