import { isNearlyFull, type ConnectionCount } from '@netloom/core'

/** What the kernel tracks, in one line, with a warning when there is little room left. */
export function describeConnections({ count, max }: ConnectionCount): string {
  const tracked = `${count.toLocaleString('en')} of ${max.toLocaleString('en')} connections tracked`
  return isNearlyFull({ count, max })
    ? `warning: ${tracked}: of one more the kernel drops the packets; raise net.netfilter.nf_conntrack_max`
    : tracked
}
