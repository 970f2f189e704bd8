import { join } from 'node:path'
import type { Rendered } from '@netloom/core'
import type { ServedLoadBalancer, VipItem } from '@netloom/lbaas'
import type { NamespacePortState, NamespaceRouteState, NamespaceState } from '@netloom/dataplane/service'
import { type Balancer, balancerOf } from './balancer.ts'
import { configurationText } from './configuration.ts'
import { CONFIG_FILE, type HaproxyOptions, WANTED_FILE } from './haproxy-options.ts'
import { innerOf, namespaceOf, tapOf } from './names.ts'
import { neededSecrets } from './needed-secrets.ts'
import { monitorProblem } from './render-checks.ts'
import { renderConfiguration } from './render-configuration.ts'
import type { HaproxyState } from './states.ts'

/** Everything that one balancer takes on this host: its namespace with the VIP, and haproxy once it has listeners. Pure. */
export function renderLoadBalancer(served: ServedLoadBalancer, options: HaproxyOptions): readonly Rendered[] {
  const balancer = balancerOf(served)
  const name = namespaceOf(balancer.id)
  const namespace: NamespaceState = { kind: 'service-namespace', name }
  const vips = served.vips.filter(({ adminStateUp }) => adminStateUp)
  if (vips.length === 0) return []
  return [
    { state: namespace, rule: 'where the load balancer lives' },
    ...vips.map((vip) => ({ state: portState(name, vip), rule: 'port of the VIP' })),
    ...routes(name, vips).map((state) => ({ state, rule: 'way to members and clients of other networks' })),
    ...process({ ...balancer, addresses: addressesOf(balancer, vips) }, options),
  ]
}

/** Of VIPs whose port is down nobody listens. */
function addressesOf({ addresses }: Balancer, vips: readonly VipItem[]): readonly string[] {
  const served = new Set(vips.flatMap((vip) => vip.addresses.map(({ ipAddress }) => ipAddress)))
  return addresses.filter((address) => served.has(address))
}

function process(balancer: Balancer, options: HaproxyOptions): readonly Rendered[] {
  const refused = refusedListeners(balancer)
  const listeners = balancer.listeners.filter(({ item }) => refused[item.id] === undefined)
  if (balancer.listeners.length === 0 || balancer.addresses.length === 0) return []
  const { id } = balancer
  const directory = join(options.directory, id)
  const { configuration, problems, rendered } = renderConfiguration({ ...balancer, listeners }, directory, options)
  const served: Balancer = { ...balancer, listeners: rendered }
  const state: HaproxyState = {
    ...{ kind: 'haproxy', id, namespace: namespaceOf(id), directory, running: true },
    arguments: ['haproxy', '-D', '-f', join(directory, CONFIG_FILE), '-p', join(directory, 'pid')],
    files: { [WANTED_FILE]: configurationText(configuration) },
    configuration,
    secrets: neededSecrets(served),
    problems: { ...refused, ...problems, ...poolProblems(served) },
  }
  return [{ state, rule: 'haproxy of the load balancer' }]
}

const OFFERED = ['HTTP', 'HTTPS', 'TCP', 'TERMINATED_HTTPS', 'PROMETHEUS']

/** What haproxy does not speak. */
function refusedListeners({ listeners }: Balancer): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {}
  for (const { item } of listeners) {
    const { id, protocol, defaultTlsContainerRef, sniContainerRefs } = item
    if (!OFFERED.includes(protocol))
      problems[id] = `haproxy has no listeners of protocol ${protocol}; use one of ${OFFERED.join(', ')}`
    else if (protocol === 'TERMINATED_HTTPS' && defaultTlsContainerRef === null && sniContainerRefs.length === 0)
      problems[id] = 'a TERMINATED_HTTPS listener needs a certificate: set default_tls_container_ref'
  }
  return problems
}

function poolProblems({ listeners }: Balancer): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {}
  for (const { monitor } of listeners.flatMap(({ pools }) => pools)) {
    const problem = monitor && monitorProblem(monitor)
    if (monitor !== undefined && problem !== undefined) problems[monitor.id] = problem
  }
  return problems
}

const portState = (namespace: string, { portId, macAddress, mtu, addresses }: VipItem): NamespacePortState => ({
  ...{ kind: 'namespace-port', namespace, device: tapOf(portId), inner: innerOf(portId), macAddress, mtu },
  addresses: addresses.map(({ ipAddress, cidr }) => `${ipAddress}/${cidr.split('/')[1] ?? ''}`).sort(),
})

/** One for each destination: the first VIP that has a way there. */
function routes(namespace: string, vips: readonly VipItem[]): readonly NamespaceRouteState[] {
  const found = new Map<string, NamespaceRouteState>()
  const add = (destination: string, via: string, inner: string): void => {
    if (found.has(destination)) return
    found.set(destination, { kind: 'namespace-route', namespace, destination, hops: [{ via, inner }] })
  }
  for (const { portId, addresses } of vips)
    for (const { gatewayIp, ipVersion, hostRoutes } of addresses) {
      // A host route to everywhere is the gateway where a subnet has none (neutron-lbaas).
      for (const { destination, nexthop } of hostRoutes) add(destination, nexthop, innerOf(portId))
      if (gatewayIp !== null) add(ipVersion === 4 ? '0.0.0.0/0' : '::/0', gatewayIp, innerOf(portId))
    }
  return [...found.values()]
}
