import type { Lease } from '../lab/guest/lease.ts'

/** `10.0.0.5 from 10.0.0.2 for 86400 s` */
export function describeLease({ version, address, server, seconds }: Lease): string {
  const what = address?.split('/')[0] ?? 'names only'
  // DHCPv6 servers have identifiers, which say nothing to people.
  return `${what}${version === 4 ? ` from ${server ?? '?'}` : ''}${seconds === undefined ? '' : ` for ${String(seconds)} s`}`
}
