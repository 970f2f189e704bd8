import type { PassageAnswer, TraceHop } from '@netloom/core'
import type { Frame } from '@netloom/core/firewall'
import { METADATA_ADDRESS, METADATA_ADDRESS_6, METADATA_PORT } from '@netloom/core/kit'
import { namespaceOf } from '../render/names.ts'
import { isActive } from '../render/served-router.ts'
import { findRoute } from './find-route.ts'
import { inForceAt, translateDestination } from './translate-destination.ts'
import { translateSource } from './translate-source.ts'
import { type FrameIp, routerCause, type TracedRouter } from './traced-router.ts'

const TCP = 6

/** What a router does with a packet that comes in at one of its ports. Pure. */
export function traceRouter(portId: string, frame: Frame, router: TracedRouter): PassageAnswer {
  const stop = (rule: string, hops: readonly TraceHop[] = []): PassageAnswer => ({
    hops: [...hops, { hop: 'routing', verdict: 'drop', cause: routerCause(router, rule) }],
    next: { kind: 'dropped' },
  })
  const { served } = router
  if (served === undefined)
    return stop(router.adminStateUp ? 'a router without a gateway is not served here' : 'admin_state_up is false')
  if (!isActive(served)) return stop('this host stands by: another one of the router’s is active')
  const from = served.interfaces.find((one) => one.portId === portId)
  if (from === undefined) return stop('its interface is down')
  const { ip } = frame
  if (ip === undefined) return stop('only IP packets are routed')
  if (from.kind === 'internal' && isMetadata(ip, router))
    return {
      hops: [{ hop: 'metadata', verdict: 'pass', cause: routerCause(router, 'the metadata proxy answers') }],
      next: { kind: 'delivered', portId },
    }
  const translated = translateDestination(ip, router)
  const pass = (rule: string): TraceHop => ({
    ...{ hop: 'routing', verdict: 'pass' as const, cause: routerCause(router, rule) },
    ...router.inForce(),
  })
  const local = takenBy(translated.ip, router)
  if (local !== undefined) {
    const missing = missingForwarding(translated.ip, router)
    if (missing !== undefined) return stop(missing, translated.hops)
    const hop = pass(`${translated.ip.destination} is the router’s own address`)
    return { hops: [...translated.hops, hop], next: { kind: 'delivered', portId: local } }
  }
  const route = findRoute(translated.ip.destination, router)
  if (route === undefined) return stop(noRoute(translated.ip, router), translated.hops)
  const { out, nextHop, rule } = route
  const isTranslated = translated.hops.length > 0
  const source = translateSource({ ip: translated.ip, from, out, isTranslated }, router)
  return {
    hops: [...translated.hops, pass(`in by ${from.inner}; ${rule}`)],
    next: {
      kind: 'forwarded',
      namespace: namespaceOf(router.routerId),
      passage: {
        ...{ object: `router/${router.routerId}`, inPortId: portId, outPortId: out.portId },
        frame: { ...frame, ip: translated.ip },
      },
      hops: source.hops,
      frame: { ...frame, sourceMac: out.macAddress, ip: source.ip },
      nextHop,
    },
  }
}

function isMetadata({ destination, protocol, destinationPort }: FrameIp, { metadata }: TracedRouter): boolean {
  if (metadata === undefined || protocol !== TCP || destinationPort !== METADATA_PORT) return false
  return destination === METADATA_ADDRESS || (metadata.ipv6 && destination === METADATA_ADDRESS_6)
}

/** Its port that has the address, or takes it for a floating IP whose ports are forwarded. */
export function takenBy({ destination }: Pick<FrameIp, 'destination'>, router: TracedRouter): string | undefined {
  const own = router.served?.interfaces.find(({ addresses }) =>
    addresses.some(({ ipAddress }) => ipAddress === destination),
  )
  if (own !== undefined) return own.portId
  return inForceAt(router, destination).length > 0 ? router.served?.gateway?.portId : undefined
}

function missingForwarding({ destination, destinationPort }: FrameIp, router: TracedRouter): string | undefined {
  if (destinationPort === undefined || inForceAt(router, destination).length === 0) return undefined
  return `no port forwarding of ${destination} leads on from port ${String(destinationPort)}`
}

function noRoute({ destination }: FrameIp, { served }: TracedRouter): string {
  if (served?.gateway === undefined) return `no route to ${destination}: the router has no gateway`
  const version = destination.includes(':') ? 6 : 4
  return `no route to ${destination}: no IPv${String(version)} subnet of its external network has a gateway`
}
