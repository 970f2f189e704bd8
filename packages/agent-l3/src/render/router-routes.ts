import { cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import type { L3Options } from './l3-options.ts'
import { namespaceOf } from './names.ts'
import type { ServedInterface, ServedRouter } from './served-router.ts'
import type { NamespaceRouteState, RouteHop } from './states.ts'

/** A route and why it is there. */
export interface RenderedRoute {
  readonly state: NamespaceRouteState
  readonly rule: string
}

/** Default routes, subnets of the external network that have no address here, and extra routes. Pure. */
export function renderRoutes(served: ServedRouter, options: L3Options): readonly RenderedRoute[] {
  const { router, gateway } = served
  const namespace = namespaceOf(router.id)
  const routes = new Map<string, RenderedRoute>()
  const add = (destination: string, hops: readonly RouteHop[], rule: string): void => {
    const state: NamespaceRouteState = { kind: 'namespace-route', namespace, destination, hops: hops.toSorted(byWay) }
    routes.set(destination, { state, rule })
  }
  if (gateway !== undefined) {
    for (const prefix of gateway.onLink) add(prefix, [{ inner: gateway.inner }], 'subnet of the external network')
    for (const { destination, via } of defaultRoutes(gateway, options))
      add(destination, [{ via, inner: gateway.inner }], 'default route by the gateway')
  }
  for (const [destination, hops] of extraHops(served)) add(destination, hops, 'extra route')
  return [...routes.values()]
}

/** In the order in which they are read back. */
const byWay = (a: RouteHop, b: RouteHop): number => (`${a.via ?? ''} ${a.inner}` < `${b.via ?? ''} ${b.inner}` ? -1 : 1)

function defaultRoutes(
  { addresses }: ServedInterface,
  { ipv6Gateway }: L3Options,
): readonly { readonly destination: string; readonly via: string }[] {
  const first = (version: 4 | 6): string | undefined =>
    addresses.find(({ ipVersion, gatewayIp }) => ipVersion === version && gatewayIp !== null)?.gatewayIp ?? undefined
  const [v4, v6] = [first(4), first(6) ?? ipv6Gateway]
  return [
    ...(v4 === undefined ? [] : [{ destination: '0.0.0.0/0', via: v4 }]),
    ...(v6 === undefined ? [] : [{ destination: '::/0', via: v6 }]),
  ]
}

/** One with several nexthops shares its flows among them. What no interface leads to waits for one that does. */
function extraHops({ router, interfaces }: ServedRouter): ReadonlyMap<string, readonly RouteHop[]> {
  const hops = new Map<string, readonly RouteHop[]>()
  for (const { destination, nexthop } of router.routes) {
    const way = interfaces.find((one) => leadsTo(one, nexthop))
    if (way === undefined) continue
    hops.set(destination, [...(hops.get(destination) ?? []), { via: nexthop, inner: way.inner }])
  }
  return hops
}

function leadsTo({ addresses, onLink }: ServedInterface, nexthop: string): boolean {
  const address = parseAddress(nexthop)
  if (address === undefined) return false
  return [...addresses.map(({ cidr }) => cidr), ...onLink].some((text) => {
    const cidr = parseCidr(text)
    return cidr !== undefined && cidrContains(cidr, address)
  })
}
