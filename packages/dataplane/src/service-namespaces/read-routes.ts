import type { HostAccess } from '@netloom/core'
import type { NamespaceRouteState, RouteHop } from './namespace-state.ts'
import { readNamespaces, type RouteRow } from './read-namespaces.ts'
import type { ServiceNames } from './service-names.ts'

/** Static routes in namespaces of this agent. */
export async function readRoutes(host: HostAccess, names: ServiceNames): Promise<readonly NamespaceRouteState[]> {
  const found = await readNamespaces(host, names)
  return found.flatMap(({ name, routes }) => routes.map((row) => stateOf(name, row)))
}

function stateOf(namespace: string, { dst, dev, gateway, nexthops }: RouteRow): NamespaceRouteState {
  const hops = (nexthops ?? [{ ...(dev !== undefined && { dev }), ...(gateway !== undefined && { gateway }) }]).map(
    (hop): RouteHop => ({ inner: hop.dev ?? '', ...(hop.gateway !== undefined && { via: hop.gateway }) }),
  )
  return { kind: 'namespace-route', namespace, destination: whole(dst, hops), hops: hops.toSorted(byWay) }
}

const byWay = (a: RouteHop, b: RouteHop): number => (`${a.via ?? ''} ${a.inner}` < `${b.via ?? ''} ${b.inner}` ? -1 : 1)

/** `default` and single addresses with the length that the kernel leaves out. A default route is of the family of its gateway. */
function whole(destination: string, hops: readonly RouteHop[]): string {
  if (destination === 'default') return hops.some(({ via }) => via?.includes(':') === true) ? '::/0' : '0.0.0.0/0'
  return destination.includes('/') ? destination : `${destination}/${destination.includes(':') ? '128' : '32'}`
}
