/** Tables that frames of guarded ports go through, in this order; 24 and 25 are Neutron's, 26 is not used by it. */
export const GUARD = { classify: 0, mac: 25, neighbour: 24, address: 26 } as const

/** What is refused by name comes before what is allowed, and that before the rest. */
export const PRIORITY = { refuse: 10, allow: 9, drop: 8, refuseAnybody: 2, passOn: 1 } as const

export const ETHER = { arp: 0x0806, ipv4: 0x0800, ipv6: 0x86dd, vlan: 0x8100, serviceVlan: 0x88a8 } as const
export const UDP = 17
export const ICMPV6 = 58

/** Types of ICMPv6 (RFC 2710, RFC 3810, RFC 4861). */
export const ICMPV6_TYPE = { mldReport: 131, routerAdvert: 134, solicit: 135, advert: 136, mldv2Report: 143 } as const
