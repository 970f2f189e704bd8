import { DHCP_PORT_OWNER, type DhcpNetwork, type DhcpPortItem, type DhcpSubnetItem } from '@netloom/core/dhcp'
import { METADATA_ADDRESS } from '@netloom/core/kit'
import type { DhcpOptions } from './dhcp-options.ts'
import { isClientId, portTag } from './host-file.ts'
import { domainName, optionName, optionValue } from './plain-text.ts'
import type { ServedSubnet } from './served-network.ts'

/** Mark of what a subnet's clients get. */
export const subnetTag = (subnetId: string): string => `subnet-${subnetId}`

/** Options that may be given without a value, to say that there is none. */
const MAY_BE_EMPTY = new Set(['router', 'classless-static-route', '3', '121', '249'])
/** Announce no DNS server at all. */
const NO_SERVER = new Set(['0.0.0.0', '::'])

/** Lines of `--dhcp-optsfile`. */
export function optionFile(network: DhcpNetwork, subnets: readonly ServedSubnet[], options: DhcpOptions): string {
  const lines = [
    ...subnets.flatMap((subnet) => [
      ...dnsLines(network, subnet),
      ...(subnet.ipVersion === 4 ? routeLines(network, subnet, options) : []),
    ]),
    ...network.ports.flatMap(portLines),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function dnsLines({ network, ports }: DhcpNetwork, subnet: ServedSubnet): readonly string[] {
  const tag = `tag:${subnetTag(subnet.id)}`
  const is6 = subnet.ipVersion === 6
  const option = is6 ? 'option6' : 'option'
  const domain = is6 ? domainName(network.dnsDomain) : undefined
  const search = domain === undefined ? [] : [`${tag},option6:domain-search,${domain}`]
  const given = subnet.dnsNameservers
  const servers = given.length > 0 ? given.filter((server) => !NO_SERVER.has(server)) : serversOf(ports, subnet)
  const shown = servers.map((server) => (is6 ? `[${server}]` : server))
  return [[tag, `${option}:dns-server`, ...shown].join(','), ...search]
}

/** All servers of the network answer for all. */
function serversOf(ports: readonly DhcpPortItem[], subnet: ServedSubnet): readonly string[] {
  const others = ports
    .filter(({ deviceOwner }) => deviceOwner === DHCP_PORT_OWNER)
    .flatMap(({ fixedIps }) => fixedIps.filter(({ subnetId }) => subnetId === subnet.id))
    .map(({ ipAddress }) => ipAddress)
  // Its own first: it is the one that answers.
  return [subnet.ownAddress, ...others.filter((address) => address !== subnet.ownAddress)]
}

function routeLines({ subnets }: DhcpNetwork, subnet: ServedSubnet, options: DhcpOptions): readonly string[] {
  const tag = `tag:${subnetTag(subnet.id)}`
  const asDefault = subnet.hostRoutes.find(({ destination }) => destination === '0.0.0.0/0')
  const gateway = subnet.gatewayIp ?? asDefault?.nexthop
  const routes = [
    ...subnet.hostRoutes
      .filter((route) => route !== asDefault)
      .map(({ destination, nexthop }) => `${destination},${nexthop}`),
    ...metadataRoute(subnet, gateway, options),
    ...subnets.filter((other) => isSibling(other, subnet)).map(({ cidr }) => `${cidr},0.0.0.0`),
  ]
  // RFC 3442: with it a client looks at no other route, so the default one has to be in it, too.
  const all = routes.length > 0 && gateway !== undefined ? [...routes, `0.0.0.0/0,${gateway}`] : routes
  return [
    // 249 is what Windows asks for.
    ...(all.length === 0
      ? []
      : [`${tag},option:classless-static-route,${all.join(',')}`, `${tag},249,${all.join(',')}`]),
    gateway === undefined ? `${tag},option:router` : `${tag},option:router,${gateway}`,
  ]
}

function metadataRoute(
  { isIsolated, ownAddress }: ServedSubnet,
  gateway: string | undefined,
  { isolatedMetadata = false, forceMetadata = false }: DhcpOptions,
): readonly string[] {
  if (forceMetadata || (isolatedMetadata && isIsolated)) return [`${METADATA_ADDRESS}/32,${ownAddress}`]
  return !isIsolated && gateway !== undefined ? [`${METADATA_ADDRESS}/32,${gateway}`] : []
}

/** On the same wire: reached without a router. */
const isSibling = (other: DhcpSubnetItem, subnet: DhcpSubnetItem): boolean =>
  other.ipVersion === 4 && other.id !== subnet.id && other.segmentId === subnet.segmentId

function portLines({ id, extraDhcpOptions, fixedIps }: DhcpPortItem): readonly string[] {
  return extraDhcpOptions.flatMap(({ name, value, ipVersion }): readonly string[] => {
    const has = fixedIps.some(({ ipAddress }) => ipAddress.includes(':') === (ipVersion === 6))
    const known = optionName(name)
    if (isClientId(name) || !has || known === undefined) return []
    const shown = optionValue(value)
    if (shown === '' && !MAY_BE_EMPTY.has(known.option)) return []
    const option =
      ipVersion === 6 ? `option6:${known.option}` : /^\d+$/.test(known.option) ? known.option : `option:${known.option}`
    return [[`tag:${portTag(id)}`, ...known.tags, option, ...(shown === '' ? [] : [shown])].join(',')]
  })
}
