import type { DhcpNetworkItem, DhcpPortItem } from '@netloom/core/dhcp'
import { domainName } from './plain-text.ts'

export interface HostName {
  readonly short: string
  /** The same as `short` on a network without a domain. */
  readonly full: string
}

/** What an address is called: the port's own name, or `host-<address with dashes>`. */
export function hostName(
  { dnsName }: Pick<DhcpPortItem, 'dnsName'>,
  ipAddress: string,
  { dnsDomain }: Pick<DhcpNetworkItem, 'dnsDomain'>,
): HostName {
  const domain = domainName(dnsDomain)
  const given = domainName(dnsName)
  const own =
    given !== undefined && domain !== undefined && given.endsWith(`.${domain}`)
      ? given.slice(0, -domain.length - 1)
      : given
  const short = own ?? `host-${ipAddress.replaceAll(/[.:]/g, '-')}`
  return { short, full: domain === undefined ? short : `${short}.${domain}` }
}
