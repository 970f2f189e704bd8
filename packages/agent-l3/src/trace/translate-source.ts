import type { ServedInterface } from '../render/served-router.ts'
import { sourceAddress } from '../render/served-router.ts'
import { hopOf, type Translated } from './translate-destination.ts'
import { type FrameIp, routerCause, type TracedRouter } from './traced-router.ts'

export interface Passing {
  readonly ip: FrameIp
  readonly from: ServedInterface
  readonly out: ServedInterface
  /** Its destination was translated. */
  readonly isTranslated: boolean
}

/** With which address a packet leaves: what the chain `postrouting` does, rule for rule. Pure. */
export function translateSource({ ip, from, out, isTranslated }: Passing, router: TracedRouter): Translated {
  const gateway = router.served?.gateway
  if (gateway === undefined || ip.source.includes(':')) return { ip, hops: [] }
  const isInternal = from !== gateway && out !== gateway
  if (isInternal && !isTranslated) return { ip, hops: [] }
  const own = router.singles.find(
    (one) => one.kind === 'floating-ip' && one.body.fixedIp === ip.source && one.body.networkId === gateway.networkId,
  )
  if (own !== undefined) {
    const address = own.body.floatingIp
    const hop = hopOf('floating IP', own, `${ip.source} leaves as ${address}`, router)
    return { ip: { ...ip, source: address }, hops: [hop] }
  }
  const address = sourceAddress(gateway)
  const snat = (rule: string, source: string): Translated => ({
    ip: source === ip.source ? ip : withSource(ip, source),
    hops: [{ hop: 'SNAT', verdict: 'pass', cause: routerCause(router, rule), ...router.inForce() }],
  })
  if (address !== undefined && isInternal)
    return snat(`${ip.source} comes back in as ${address}, so that answers do, too`, address)
  if (out !== gateway || from === gateway) return { ip, hops: [] }
  if (address === undefined) return snat('the gateway has no IPv4 address: it leaves with its own', ip.source)
  return router.served?.router.enableSnat === true
    ? snat(`${ip.source} leaves as ${address}, the gateway’s`, address)
    : snat('enable_snat is false: it leaves with its own address', ip.source)
}

/** From whatever port the kernel chooses. */
function withSource(ip: FrameIp, source: string): FrameIp {
  const { destination, protocol, destinationPort, icmpType, icmpCode } = ip
  return {
    ...{ source, destination, protocol },
    ...(destinationPort !== undefined && { destinationPort }),
    ...(icmpType !== undefined && { icmpType }),
    ...(icmpCode !== undefined && { icmpCode }),
  }
}
