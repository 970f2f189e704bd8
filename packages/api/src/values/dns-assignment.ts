import type { Port } from '@netloom/core'

export interface DnsAssignment {
  readonly ip_address: string
  readonly hostname: string
  readonly fqdn: string
}

/** The names of a port's addresses below a domain (dot at its end): its own, or one made of the address. */
export function dnsAssignment(
  { dnsName, fixedIps }: Pick<Port, 'dnsName' | 'fixedIps'>,
  domain: string,
): readonly DnsAssignment[] {
  const own = dnsName.endsWith(`.${domain}`) ? dnsName.slice(0, -domain.length - 1) : dnsName
  return fixedIps.map(({ ipAddress }) => {
    const hostname = own === '' ? `host-${ipAddress.replaceAll(/[.:]/g, '-')}` : own
    return { ip_address: ipAddress, hostname, fqdn: `${hostname}.${domain}` }
  })
}
