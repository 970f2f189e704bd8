import type { DhcpDriver } from '@netloom/core/dhcp'
import { type Clock, type Logger, silentLogger, systemClock } from '@netloom/core'
import { proxyDirectoryOf, type DhcpOptions } from '../dhcp-options.ts'
import { renderNetwork } from '../render-network.ts'
import { chooseAccounts } from './choose-accounts.ts'
import { dnsmasqKind } from './dnsmasq-kind.ts'
import { metadataProxyKind } from './metadata-proxy-kind.ts'
import { namespaceKind } from './namespace-kind.ts'
import { namespacePortKind } from './namespace-port-kind.ts'
import { ServerWatch } from './server-watch.ts'

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
  const watch = new ServerWatch(clock)
  const foreign = new Set<string>()
  return {
    name: 'dnsmasq',
    kinds: [
      namespaceKind(foreign),
      namespacePortKind(foreign),
      dnsmasqKind(options.directory, watch, foreign),
      metadataProxyKind(proxyDirectoryOf(options), watch, foreign),
    ],
    network: (network) => renderNetwork(network, options),
  }
}
