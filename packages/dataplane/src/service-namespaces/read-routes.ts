import type { HostAccess } from '@netloom/core'
import { isNamespace } from '../namespaces/is-namespace.ts'
import { inTurns } from '../steps/in-turns.ts'
import type { NamespaceRouteState, RouteHop } from './namespace-state.ts'
import { NAMESPACES, readNamespaces } from './read-namespaces.ts'
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
    try {
      found.push(...(await routesOf(host, name)))
    } catch (error) {
      // One that goes meanwhile has none.
      if (isNamespace(`${NAMESPACES}/${name}`)) throw error
    }
  })
  return found
}

async function routesOf(host: HostAccess, namespace: string): Promise<readonly NamespaceRouteState[]> {
  const families = ([4, 6] as const).map(async (family) => {
    const show = ['route', 'show', 'proto', 'static']
    const printed = await host.run({ argv: ['ip', '-n', namespace, `-${String(family)}`, '-j', ...show] })
    const rows = JSON.parse(printed.trim() === '' ? '[]' : printed) as readonly RouteRow[]
    return rows.map((row) => stateOf(namespace, row, family))
  })
  return (await Promise.all(families)).flat()
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
