import type { DhcpDriver } from '@netloom/core/dhcp'
import { type Clock, type Logger, silentLogger, systemClock } from '@netloom/core'
import {
  metadataProxyProgram,
  namespaceKind,
  namespacePortKind,
  ServiceNamespaces,
  ServiceProcesses,
} from '@netloom/dataplane/service'
import { proxyDirectoryOf, type DhcpOptions } from '../render/dhcp-options.ts'
import { namespaceOf } from '../render/names.ts'
import { renderNetwork } from '../render/render-network.ts'
import { chooseAccounts } from './choose-accounts.ts'
import { dnsmasqKind } from './dnsmasq-kind.ts'
import { dnsmasqProgram } from './dnsmasq-program.ts'
import { metadataProxyKind } from './metadata-proxy-kind.ts'
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
  const places = { directory: proxyDirectoryOf(options), namespaceOf }
  const proxies = new ServiceProcesses(metadataProxyProgram(places), namespaces, clock)
  return {
    name: 'dnsmasq',
    kinds: [namespaceKind(namespaces), namespacePortKind(namespaces), dnsmasqKind(servers), metadataProxyKind(proxies)],
    network: (network) => renderNetwork(network, options),
  }
}
