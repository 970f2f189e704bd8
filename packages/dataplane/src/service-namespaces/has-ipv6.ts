import type { HostAccess } from '@netloom/core'

/**
 * Whether a device can have IPv6 addresses: not below an MTU of 1280 (RFC 8200, 5), not where IPv6 is switched off, not without
 * IPv6 in the kernel. The first and the last have no such file.
 */
export async function hasIpv6(host: HostAccess, namespace: string, device: string): Promise<boolean> {
  const file = `/proc/sys/net/ipv6/conf/${device}/disable_ipv6`
  const text = await host.run({ netns: namespace, argv: ['cat', file] }).catch(() => '1')
  return text.trim() === '0'
}
