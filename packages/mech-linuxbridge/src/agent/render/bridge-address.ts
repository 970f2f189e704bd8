import { createHash } from 'node:crypto'

/**
 * MAC of a network's bridge on one host: always the same, and another one on each host and for each network. Its first octet
 * says "one station, assigned locally" (IEEE 802c).
 */
export function bridgeAddress(networkId: string, localIp: string): string {
  const digest = createHash('sha256').update(`${networkId} ${localIp}`).digest('hex')
  return `02${digest.slice(0, 10)}`.replace(/(..)(?=.)/g, '$1:')
}
