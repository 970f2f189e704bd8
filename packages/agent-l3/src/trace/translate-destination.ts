import type { TraceHop } from '@netloom/core'
import { PROTOCOLS } from '../render/router-maps.ts'
import type { PortForwardingItem } from '../wire/router-items.ts'
import type { FrameIp, TracedRouter, TracedSingle } from './traced-router.ts'

export interface Translated {
  readonly ip: FrameIp
  /** Nothing for what goes on as it came. */
  readonly hops: readonly TraceHop[]
}

/** Where a packet to a floating IP is led: what the chain `translated` does. Pure. */
export function translateDestination(ip: FrameIp, router: TracedRouter): Translated {
  const floating = inForceAt(router, ip.destination).find(({ kind }) => kind === 'floating-ip')
  if (floating?.kind === 'floating-ip') {
    const { fixedIp } = floating.body
    const hop = hopOf('floating IP', floating, `${ip.destination} leads to ${fixedIp}`, router)
    return { ip: { ...ip, destination: fixedIp }, hops: [hop] }
  }
  for (const single of inForceAt(router, ip.destination)) {
    const port = single.kind === 'port-forwarding' ? innerPort(ip, single.body) : undefined
    if (single.kind !== 'port-forwarding' || port === undefined) continue
    const { protocol, internalIp } = single.body
    const rule = `${protocol} ${String(ip.destinationPort)} of ${ip.destination} leads to ${internalIp} port ${String(port)}`
    const hop = hopOf('port forwarding', single, rule, router)
    return { ip: { ...ip, destination: internalIp, destinationPort: port }, hops: [hop] }
  }
  return { ip, hops: [] }
}

/** Items of a floating address whose way in is this router's gateway. */
export function inForceAt({ served, singles }: TracedRouter, address: string): readonly TracedSingle[] {
  const gateway = served?.gateway
  if (gateway === undefined) return []
  return singles.filter(
    (one) =>
      one.body.floatingIp === address && (one.kind === 'port-forwarding' || one.body.networkId === gateway.networkId),
  )
}

export function hopOf(hop: string, { key, revision }: TracedSingle, rule: string, router: TracedRouter): TraceHop {
  return { hop, verdict: 'pass', cause: { object: key, revision, rule }, ...router.inForce(key) }
}

function innerPort(
  { protocol, destinationPort: port }: FrameIp,
  { protocol: name, externalPorts: [first, last], internalPorts: [inside, lastInside] }: PortForwardingItem,
): number | undefined {
  if (port === undefined || port < first || port > last) return undefined
  if (protocol !== (PROTOCOLS[name.toLowerCase()] ?? Number(name))) return undefined
  return inside === lastInside ? inside : inside + port - first
}
