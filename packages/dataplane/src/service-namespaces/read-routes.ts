import type { HostAccess } from '@netloom/core'
import { inTurns } from '../steps/in-turns.ts'
import type { NamespaceRouteState, RouteHop } from './namespace-state.ts'
import { readNamespaces } from './read-namespaces.ts'
import type { ServiceNames } from './service-names.ts'

/** Namespaces that are read at the same time. */
const AT_ONCE = 8

interface RouteRow {
  readonly dst: string
  readonly dev?: string
  readonly gateway?: string
  readonly nexthops?: readonly { readonly dev?: string; readonly gateway?: string }[]
}

/** Static routes in namespaces of this agent. */
export async function readRoutes(host: HostAccess, names: ServiceNames): Promise<readonly NamespaceRouteState[]> {
  const found: NamespaceRouteState[] = []
  await inTurns(AT_ONCE, await readNamespaces(host, names), async ({ name }) => {
    // One that goes meanwhile has none.
    found.push(...(await routesOf(host, name).catch(() => [])))
  })
  return found
}

/** Both families in one process. */
async function routesOf(host: HostAccess, namespace: string): Promise<readonly NamespaceRouteState[]> {
  const printed = await host.run({
    argv: ['ip', '-n', namespace, '-j', '-batch', '-'],
    input: '-4 route show proto static\n-6 route show proto static\n',
  })
  const [v4 = '[]', v6 = '[]'] = printed.split('\n').filter((line) => line !== '')
  return [
    ...(JSON.parse(v4) as readonly RouteRow[]).map((row) => stateOf(namespace, row, 4)),
    ...(JSON.parse(v6) as readonly RouteRow[]).map((row) => stateOf(namespace, row, 6)),
  ]
}

function stateOf(namespace: string, { dst, dev, gateway, nexthops }: RouteRow, family: 4 | 6): NamespaceRouteState {
  const hops = (nexthops ?? [{ ...(dev !== undefined && { dev }), ...(gateway !== undefined && { gateway }) }]).map(
    (hop): RouteHop => ({ inner: hop.dev ?? '', ...(hop.gateway !== undefined && { via: hop.gateway }) }),
  )
  return { kind: 'namespace-route', namespace, destination: whole(dst, family), hops: hops.toSorted(byWay) }
}

const byWay = (a: RouteHop, b: RouteHop): number => (`${a.via ?? ''} ${a.inner}` < `${b.via ?? ''} ${b.inner}` ? -1 : 1)

/** `default` and single addresses with the length that the kernel leaves out. */
function whole(destination: string, family: 4 | 6): string {
  if (destination === 'default') return family === 4 ? '0.0.0.0/0' : '::/0'
  return destination.includes('/') ? destination : `${destination}/${family === 4 ? '32' : '128'}`
}
