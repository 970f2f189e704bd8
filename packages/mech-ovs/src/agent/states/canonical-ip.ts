import { SocketAddress, isIPv6 } from 'node:net'

/** An address in one spelling; what is no address stays as it is. */
export const canonicalIp = (ip: string): string =>
  ip.includes(':') && !ip.includes('%') && isIPv6(ip) ? new SocketAddress({ address: ip, family: 'ipv6' }).address : ip
