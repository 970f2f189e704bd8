import type { DhcpDriver } from '@netloom/core/dhcp'
import { type Clock, type Logger, silentLogger, systemClock } from '@netloom/core'
import { namespaceKind, namespacePortKind, ServiceNamespaces, ServiceProcesses } from '@netloom/dataplane/service'
import { proxyDirectoryOf, type DhcpOptions } from '../render/dhcp-options.ts'
import { renderNetwork } from '../render/render-network.ts'
import { chooseAccounts } from './choose-accounts.ts'
import { dnsmasqKind } from './dnsmasq-kind.ts'
import { dnsmasqProgram } from './dnsmasq-program.ts'
import { haproxyProgram, metadataProxyKind } from './metadata-proxy-kind.ts'
import { SERVICE_NAMES } from './service-names.ts'

export interface DnsmasqDriverOptions extends DhcpOptions {
  readonly clock?: Clock
  /** Told whom the servers run as. */
  readonly logger?: Logger
}

/** DHCP by dnsmasq, a process and a namespace for each network. Neutron: `dhcp_driver = dnsmasq`. */
export function dnsmasqDriver({
  clock = systemClock,
  logger = silentLogger,
  ...given
}: DnsmasqDriverOptions): DhcpDriver {
  const options: DhcpOptions = { ...given, ...chooseAccounts(given, logger) }
  const namespaces = new ServiceNamespaces(SERVICE_NAMES)
  const servers = new ServiceProcesses(dnsmasqProgram(options.directory), namespaces, clock)
  const proxies = new ServiceProcesses(haproxyProgram(proxyDirectoryOf(options)), namespaces, clock)
  return {
    name: 'dnsmasq',
    kinds: [namespaceKind(namespaces), namespacePortKind(namespaces), dnsmasqKind(servers), metadataProxyKind(proxies)],
    network: (network) => renderNetwork(network, options),
  }
}
