import type { Port } from '@netloom/core'
import { DNS_DOMAIN } from './domain-name.ts'

export interface DnsAssignment {
  readonly ip_address: string
  readonly hostname: string
  readonly fqdn: string
}

/** The names of a port's addresses: its own, or one made of the address. */
export function dnsAssignment({ dnsName, fixedIps }: Pick<Port, 'dnsName' | 'fixedIps'>): readonly DnsAssignment[] {
  const own = dnsName.endsWith(`.${DNS_DOMAIN}`) ? dnsName.slice(0, -DNS_DOMAIN.length - 1) : dnsName
  return fixedIps.map(({ ipAddress }) => {
    const hostname = own === '' ? `host-${ipAddress.replaceAll(/[.:]/g, '-')}` : own
    return { ip_address: ipAddress, hostname, fqdn: `${hostname}.${DNS_DOMAIN}` }
  })
}
