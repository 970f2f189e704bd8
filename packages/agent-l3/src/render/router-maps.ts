import type { RouterMap } from './states.ts'

/** Types of the maps, as `nft` is told. Ranges stand in maps of their own: such are dear to change. */
export const ROUTER_MAPS: Readonly<Record<RouterMap, string>> = {
  floating: 'type ipv4_addr : ipv4_addr;',
  fixed: 'type ipv4_addr : ipv4_addr;',
  ports: 'type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service;',
  'port-ranges': 'type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service; flags interval;',
  'port-hosts': 'type inet_proto . ipv4_addr . inet_service : ipv4_addr; flags interval;',
}

export const ROUTER_TABLE = 'inet netloom-router'

/** Protocols with ports, by their names in the API. */
export const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, dccp: 33, sctp: 132, udplite: 136 }
