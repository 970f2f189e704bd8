import type { RouterMetadata } from './l3-options.ts'
import { metadataGuards, metadataRedirects } from './metadata.ts'
import { PROTOCOLS } from './router-maps.ts'
import type { RouterChain, RouterRule } from './states.ts'

/** The way out of a router, as its rules know it. */
export interface GatewayRules {
  readonly device: string
  /** What leaves by it has this address; absent = its own. Also what loops back by a floating IP. */
  readonly address?: string
  readonly snat: boolean
  readonly randomFully: boolean
}

const ANY_PORT = `meta l4proto { ${Object.values(PROTOCOLS).join(', ')} } dnat ip to meta l4proto . ip daddr . th dport map`

/** Floating IPs go before forwardings: one has only the one or the others. */
const TRANSLATED: readonly RouterRule[] = [
  { name: 'floating-ip', text: 'dnat ip to ip daddr map @floating' },
  { name: 'port-forwarding', text: `${ANY_PORT} @ports` },
  { name: 'port-forwarding-range', text: `${ANY_PORT} @port-ranges` },
  { name: 'port-forwarding-host', text: `${ANY_PORT} @port-hosts` },
]

/** All that does not depend on how many floating IPs there are. Pure. */
export function routerChains(
  gateway: GatewayRules | undefined,
  metadata: RouterMetadata | undefined,
): readonly RouterChain[] {
  return [
    { name: 'translated', rules: TRANSLATED },
    {
      name: 'prerouting',
      hook: 'type nat hook prerouting priority -100; policy accept;',
      rules: [...metadataRedirects(metadata), { name: 'destination', text: 'jump translated' }],
    },
    {
      name: 'output',
      hook: 'type nat hook output priority -100; policy accept;',
      rules: [{ name: 'destination', text: 'jump translated' }],
    },
    {
      name: 'postrouting',
      hook: 'type nat hook postrouting priority 100; policy accept;',
      rules: gateway === undefined ? [] : sourceRules(gateway),
    },
    {
      name: 'input',
      hook: 'type filter hook input priority 0; policy accept;',
      rules: [...metadataGuards(metadata), ...(gateway === undefined ? [] : [guardRule(gateway)])],
    },
  ]
}

function sourceRules({ device, address, snat, randomFully }: GatewayRules): readonly RouterRule[] {
  const to = `snat ip to ${address ?? ''}${randomFully ? ' fully-random' : ''}`
  return [
    // Between networks of the router, and not by a floating IP.
    { name: 'internal', text: `iifname != "${device}" oifname != "${device}" ct status & dnat == 0 accept` },
    { name: 'floating-ip', text: 'snat ip to ip saddr map @fixed' },
    ...(address !== undefined && snat ? [{ name: 'gateway', text: `oifname "${device}" ${to}` }] : []),
    // From inside to a floating IP: the answer must come back this way, though both ends may share a network.
    ...(address === undefined
      ? []
      : [{ name: 'hairpin', text: `iifname != "${device}" oifname != "${device}" ct status dnat ${to}` }]),
  ]
}

/**
 * An interface without an address still tells multicast routers whom it listens to, from no address: with the MAC of the host that is
 * active, which switches would take for a move.
 */
export const SILENCE: RouterChain = {
  name: 'silence',
  hook: 'type filter hook output priority 0; policy accept;',
  rules: [{ name: 'no-address', text: 'oifname { "qr-*", "qg-*" } ip6 saddr :: drop' }],
}

/** What goes on from outside without a known connection is one that another host had: a reset would end it. */
const guardRule = ({ device }: GatewayRules): RouterRule => ({
  name: 'unknown-connection',
  text: `iifname "${device}" tcp flags & (syn | ack | rst) != syn ct state != established drop`,
})
