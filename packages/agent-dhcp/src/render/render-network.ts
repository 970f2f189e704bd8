import { join } from 'node:path'
import type { Rendered } from '@netloom/core'
import type { DhcpNetwork } from '@netloom/core/dhcp'
import { METADATA_ADDRESS, METADATA_ADDRESS_6, metadataProxyArguments } from '@netloom/core/kit'
import { LEAST_IPV6_MTU, proxyDirectoryOf, type DhcpOptions } from './dhcp-options.ts'
import { innerOf, namespaceOf, tapOf } from './names.ts'
import { dnsmasqArguments } from './arguments.ts'
import { firstLeases, hostFile, nameFile, unleased } from './host-file.ts'
import { optionFile } from './option-file.ts'
import { PROXY_CONFIG, proxyConfig, withoutIpv6 } from './proxy-config.ts'
import { isAddressed, isStateless, prefixLength, servedSubnets, type ServedSubnet } from './served-network.ts'
import type { DnsmasqState, MetadataProxyState, NamespacePortState, NamespaceState } from './states.ts'

/** All that serving a network takes on this host. Nothing while it is down, or has no address to serve from. */
export function renderNetwork(items: DhcpNetwork, options: DhcpOptions): readonly Rendered[] {
  // In an order of their own: the server is not told anything new because they came in another.
  const network = { ...items, subnets: items.subnets.toSorted(byId), ports: items.ports.toSorted(byId) }
  const { own } = network
  const subnets = servedSubnets(network)
  if (own === undefined || subnets.length === 0 || !network.network.adminStateUp) return []
  const { id, mtu } = network.network
  const namespace: NamespaceState = { kind: 'service-namespace', name: namespaceOf(id) }
  const port: NamespacePortState = {
    kind: 'namespace-port',
    namespace: namespace.name,
    device: tapOf(own.id),
    inner: innerOf(own.id),
    macAddress: own.macAddress,
    mtu,
    addresses: [
      ...subnets.map((subnet) => `${subnet.ownAddress}/${String(prefixLength(subnet))}`),
      ...(answersMetadata(subnets, options) ? metadataAddresses(mtu) : []),
    ].sort(),
  }
  const rendered: Rendered[] = [
    { state: namespace, rule: 'where the DHCP server lives' },
    { state: port, rule: 'the DHCP server’s port' },
  ]
  if (subnets.some((subnet) => isAddressed(subnet) || isStateless(subnet))) {
    rendered.push({ state: server(network, subnets, options), rule: 'DHCP server of the network' })
  }
  if (answersMetadata(subnets, options)) {
    const state = proxy(network.network, port.inner, options)
    // Guests have their addresses without it.
    rendered.push({ state, rule: 'metadata for guests without a router', isExtra: true })
  }
  return rendered
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

function server(network: DhcpNetwork, subnets: readonly ServedSubnet[], options: DhcpOptions): DnsmasqState {
  const { id } = network.network
  const directory = join(options.directory, id)
  const device = innerOf(network.own?.id ?? '')
  return {
    kind: 'dnsmasq',
    id,
    namespace: namespaceOf(id),
    interface: device,
    directory,
    arguments: dnsmasqArguments(network.network, subnets, { directory, interface: device }, options),
    files: {
      host: hostFile(network, subnets, options),
      addn_hosts: nameFile(network),
      opts: optionFile(network, subnets, options),
    },
    firstLeases: firstLeases(network, subnets),
    unleased: unleased(network),
    leaseDuration: network.network.leaseDuration,
    running: true,
  }
}

const metadataAddresses = (mtu: number): readonly string[] => [
  `${METADATA_ADDRESS}/32`,
  ...(mtu < LEAST_IPV6_MTU ? [] : [`${METADATA_ADDRESS_6}/64`]),
]

function proxy({ id, mtu }: DhcpNetwork['network'], device: string, options: DhcpOptions): MetadataProxyState {
  const config = proxyConfig(id, device, options)
  const directory = join(proxyDirectoryOf(options), id)
  return {
    ...{ kind: 'metadata-proxy', id, namespace: namespaceOf(id), interface: device, directory, running: true },
    arguments: metadataProxyArguments(directory),
    files: { [PROXY_CONFIG]: mtu < LEAST_IPV6_MTU ? withoutIpv6(config, device) : config },
  }
}

/** The metadata addresses are answered where no router does so. */
const answersMetadata = (subnets: readonly ServedSubnet[], { isolatedMetadata, forceMetadata }: DhcpOptions): boolean =>
  forceMetadata === true || (isolatedMetadata === true && subnets.some(({ isIsolated }) => isIsolated))
