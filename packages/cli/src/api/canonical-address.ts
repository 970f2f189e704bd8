import { isIP, SocketAddress } from 'node:net'

/** One way to write each IP address (RFC 5952); anything else as it is. */
export function canonicalAddress(text: string): string {
  const family = isIP(text)
  if (family === 0) return text
  return new SocketAddress({ address: text, family: family === 6 ? 'ipv6' : 'ipv4' }).address
}
