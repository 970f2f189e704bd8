import { join } from 'node:path'
import type { DhcpNetworkItem } from '@netloom/core/dhcp'
import { DEFAULT_LEASE_MAX, type DhcpOptions } from './dhcp-options.ts'
import { subnetTag } from './option-file.ts'
import { domainName } from './plain-text.ts'
import { isAddressed, isStateless, prefixLength, type ServedSubnet } from './served-network.ts'

export interface ServerPlace {
  /** The network's own folder. */
  readonly directory: string
  readonly interface: string
}

/** The command line of dnsmasq for one network. Only addresses that a port has are given: every range is `static`. */
export function dnsmasqArguments(
  network: DhcpNetworkItem,
  subnets: readonly ServedSubnet[],
  place: ServerPlace,
  options: DhcpOptions,
): readonly string[] {
  const file = (name: string): string => join(place.directory, name)
  const lease = network.leaseDuration === -1 ? 'infinite' : `${String(network.leaseDuration)}s`
  const domain = domainName(network.dnsDomain)
  return [
    'dnsmasq',
    '--no-hosts',
    ...(options.localResolv === true ? [] : ['--no-resolv']),
    `--pid-file=${file('pid')}`,
    `--dhcp-hostsfile=${file('host')}`,
    `--addn-hosts=${file('addn_hosts')}`,
    `--dhcp-optsfile=${file('opts')}`,
    `--dhcp-leasefile=${file('leases')}`,
    `--user=${options.serverUser ?? 'root'}`,
    // Its files are closed to any other; by itself dnsmasq takes a group that has nothing to do with its user.
    ...(options.serverGroup === undefined ? [] : [`--group=${options.serverGroup}`]),
    '--dhcp-match=set:ipxe,175',
    '--dhcp-userclass=set:ipxe6,iPXE',
    '--local-service',
    '--bind-dynamic',
    `--interface=${place.interface}`,
    '--except-interface=lo',
    ...subnets.flatMap((subnet) => range(subnet, lease)),
    `--dhcp-option-force=option:mtu,${String(network.mtu)}`,
    `--dhcp-lease-max=${String(leaseMax(subnets, options))}`,
    `--conf-file=${options.configFile ?? '/dev/null'}`,
    ...(options.dnsServers ?? []).map((server) => `--server=${server}`),
    ...(domain === undefined ? [] : [`--domain=${domain}`]),
    ...(options.broadcastReply === true ? ['--dhcp-broadcast'] : []),
    ...(options.renewalTime ? [`--dhcp-option-force=option:T1,${String(options.renewalTime)}s`] : []),
    ...(options.rebindingTime ? [`--dhcp-option-force=option:T2,${String(options.rebindingTime)}s`] : []),
    ...(options.logDirectory === undefined
      ? []
      : ['--log-queries', '--log-dhcp', `--log-facility=${join(options.logDirectory, network.id, 'dhcp_dns_log')}`]),
  ]
}

/** Folder of a network's log, where one is kept. */
export const logFolder = (network: DhcpNetworkItem, { logDirectory }: DhcpOptions): string | undefined =>
  logDirectory === undefined ? undefined : join(logDirectory, network.id)

function range(subnet: ServedSubnet, lease: string): readonly string[] {
  if (!isAddressed(subnet) && !isStateless(subnet)) return []
  const [base = ''] = subnet.cidr.split('/')
  const size = subnet.ipVersion === 6 ? String(prefixLength(subnet)) : mask(prefixLength(subnet))
  return [`--dhcp-range=set:${subnetTag(subnet.id)},${base},static,${size},${lease}`]
}

function mask(length: number): string {
  const bits = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0
  return [24, 16, 8, 0].map((shift) => String((bits >>> shift) & 255)).join('.')
}

/** dnsmasq allows a thousand on its own account, which a large network has soon. */
function leaseMax(subnets: readonly ServedSubnet[], { leaseMax: most = DEFAULT_LEASE_MAX }: DhcpOptions): number {
  const sizes = subnets.map((subnet) => 2 ** ((subnet.ipVersion === 6 ? 128 : 32) - prefixLength(subnet)))
  return Math.min(
    most,
    sizes.reduce((sum, size) => sum + size, 0),
  )
}
