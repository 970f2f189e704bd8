import type { DeviceKind, Step } from '@netloom/core'
import { deviceWord, ipWord } from '../kinds/argument-words.ts'
import { applyEach } from '../steps/apply-each.ts'
import { prefixWord } from './check-port.ts'
import type { NamespaceRouteState } from './namespace-state.ts'
import { readRoutes } from './read-routes.ts'
import { pairOf } from './service-names.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Routes in namespaces of a service. One that the kernel refuses keeps no other out. */
export const namespaceRouteKind = (namespaces: ServiceNamespaces): DeviceKind<NamespaceRouteState> => {
  const deviceOf = (inner: string): string => pairOf(namespaces.names, inner) ?? inner
  return {
    kind: 'namespace-route',
    order: 43,
    key: ({ namespace, destination }) => `namespace-route ${namespace} ${destination}`,
    equal: (a, b) => hopsOf(a) === hopsOf(b),
    parents: ({ hops }) => hops.slice(0, 1).map(({ inner }) => `namespace-port ${deviceOf(inner)}`),
    device: ({ hops }) => deviceOf(hops[0]?.inner ?? ''),
    commands: (step) => [{ tool: 'ip', args: lineOf(step).split(' ') }],
    describe: (step) => [`ip -n ${step.state.namespace} ${lineOf(step)}`],
    read: async (host, scope) =>
      (await readRoutes(host, namespaces.names)).filter(
        ({ hops }) => scope?.devices?.has(deviceOf(hops[0]?.inner ?? '')) ?? true,
      ),
    apply: (steps, host) =>
      applyEach(steps, async (step) => {
        const { op, state } = step
        check(state)
        if (op !== 'remove') namespaces.requireOurs(state.namespace)
        const [error] = await host.batch('ip', [lineOf(step)], { netns: state.namespace })
        if (error !== undefined && !(op === 'remove' && /No such (process|file)/.test(error))) throw new Error(error)
      }),
  }
}

const hopsOf = ({ hops }: NamespaceRouteState): string =>
  hops.map(({ via, inner }) => `${via ?? ''} ${inner}`).join('; ')

function lineOf({ op, state: { destination, hops } }: Step<NamespaceRouteState>): string {
  // Both families speak for themselves: default routes are `0.0.0.0/0` and `::/0`.
  if (op === 'remove') return `route del ${destination} proto static`
  const ways = hops.map(({ via, inner }) => `${via === undefined ? '' : `via ${via} `}dev ${inner}`)
  // A nexthop may lie outside what the device has addresses of: gateways may be so.
  const way = ways.length === 1 ? `${ways[0] ?? ''} onlink` : ways.map((one) => `nexthop ${one} onlink`).join(' ')
  const isDirect = hops.length === 1 && hops[0]?.via === undefined
  return `route replace ${destination} proto static ${isDirect ? (ways[0] ?? '') : way}`
}

/** @throws {InvalidWordError} */
function check({ destination, hops }: NamespaceRouteState): void {
  prefixWord(destination)
  for (const { via, inner } of hops) {
    deviceWord(inner)
    if (via !== undefined) ipWord(via)
  }
}
