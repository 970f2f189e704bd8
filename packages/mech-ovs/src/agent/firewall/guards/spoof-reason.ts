import type { FlowMatch } from '../../flow/flow-match.ts'
import { ETHER, ICMPV6_TYPE, UDP } from './guard-tables.ts'

/** Why a flow of a guard drops, by what it matches: `SpoofCount.what`. Pure; it needs no memory of who wrote the flow. */
export function spoofReason(match: Pick<FlowMatch, 'ethType' | 'ipProto' | 'icmpv6Type'>): string {
  if (match.ethType === undefined) return 'mac'
  if (match.ethType === ETHER.arp) return 'arp'
  if (match.ipProto === UDP) return 'dhcp-server'
  if (match.icmpv6Type === ICMPV6_TYPE.routerAdvert) return 'ra'
  if (match.icmpv6Type === ICMPV6_TYPE.advert) return 'nd'
  return match.ethType === ETHER.ipv4 ? 'ipv4' : 'ipv6'
}
