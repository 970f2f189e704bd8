import type { Command } from '@netloom/core'

/** A machine without IPv6 has nothing to switch off. */
const NO_IPV6 = /^cannot set net\/ipv6|not supported/i

/** The host itself has no business in a tenant's network: no address of its own, deaf to what arrives. */
export const ipv6Off = (device: string): readonly Command[] => [setting(device, 'disable_ipv6=1')]

/** As far off as a device can be that must hold IPv6 neighbours: no address of its own, no router believed. */
export const ipv6Unaddressed = (device: string): readonly Command[] => [
  { tool: 'ip', args: ['link', 'set', 'dev', device, 'addrgenmode', 'none'], tolerate: NO_IPV6 },
  setting(device, 'accept_ra=0'),
  setting(device, 'disable_ipv6=0'),
]

const setting = (device: string, what: string): Command => ({
  tool: 'sysctl',
  args: [`net/ipv6/conf/${device}/${what}`],
  tolerate: NO_IPV6,
})
