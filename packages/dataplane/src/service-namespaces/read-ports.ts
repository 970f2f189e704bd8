import type { HostAccess, ReadScope } from '@netloom/core'
import { hasIpv6 } from './has-ipv6.ts'
import type { NamespacePortState } from './namespace-state.ts'
import { readPairs } from './pair-names.ts'
import { readNamespaces, type LinkRow } from './read-namespaces.ts'
import { isSingleAddress, mayBeNamed, pairOf, type ServiceNames } from './service-names.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Those in namespaces, and those whose namespace has lost its name: they hold their place on the host all the same. */
export async function readPorts(
  namespaces: ServiceNamespaces,
  host: HostAccess,
  scope?: ReadScope,
): Promise<readonly NamespacePortState[]> {
  const { names } = namespaces
  if (scope?.devices !== undefined && ![...scope.devices].some((name) => mayBeNamed(names, name))) return []
  const [found, pairs] = await Promise.all([readNamespaces(host, names), readPairs(host)])
  const rows = found.flatMap(({ name, links }) => links.flatMap((row) => stateOf(names, name, row) ?? []))
  const inside = await Promise.all(rows.map((row) => withoutIpv6If(row, host)))
  for (const { device, namespace } of inside) namespaces.addPair(device, namespace)
  const known = new Set(inside.map(({ device }) => device))
  const lost = [...pairs.own].filter((device) => !known.has(device)).map(lostPair)
  const marked = inside.map((state) => (pairs.unmarked.has(state.device) ? { ...state, hasOldMark: true } : state))
  return [...marked, ...lost].filter((state) => isIn(scope, state))
}

/** Every link that can have IPv6 has an address of it from us; one without is asked why. */
async function withoutIpv6If({ lacks6, ...state }: FoundPort, host: HostAccess): Promise<NamespacePortState> {
  const lacks = lacks6 && !(await hasIpv6(host, state.namespace, state.inner))
  return lacks ? { ...state, withoutIpv6: true } : state
}

interface FoundPort extends NamespacePortState {
  readonly lacks6: boolean
}

const lostPair = (device: string): NamespacePortState => ({
  ...{ kind: 'namespace-port', namespace: '', device, inner: '', macAddress: '', mtu: 0, addresses: [] },
})

const isIn = (scope: ReadScope | undefined, { device, namespace }: NamespacePortState): boolean =>
  scope?.devices === undefined || scope.devices.has(device) || scope.devices.has(namespace)

/** One that is not up is not as it should be, whatever else it is: it is shown without addresses. */
function stateOf(names: ServiceNames, namespace: string, row: LinkRow): FoundPort | undefined {
  const device = pairOf(names, row.ifname)
  if (device === undefined) return undefined
  const addresses = row.addr_info
    .filter(({ scope, local }) => scope !== 'link' || names.linkAddresses?.includes(local) === true)
    .map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`)
    .filter((address) => !isSingleAddress(names, row.ifname, address))
  return {
    kind: 'namespace-port',
    namespace,
    device,
    inner: row.ifname,
    macAddress: row.address,
    mtu: row.mtu,
    addresses: row.flags.includes('UP') ? addresses.sort() : [],
    ...(!row.flags.includes('UP') && { isDown: true }),
    lacks6: !row.addr_info.some(({ local }) => local.includes(':')),
  }
}
