import { nearestName } from '@netloom/core/kit'
import { Failure } from '../base/failure.ts'

/** As rules of security groups name them. */
const NUMBERS: Readonly<Record<string, number>> = {
  ah: 51,
  dccp: 33,
  egp: 8,
  esp: 50,
  gre: 47,
  icmp: 1,
  icmpv6: 58,
  igmp: 2,
  ipip: 4,
  'ipv6-icmp': 58,
  ospf: 89,
  pgm: 113,
  rsvp: 46,
  sctp: 132,
  tcp: 6,
  udp: 17,
  udplite: 136,
  vrrp: 112,
}

/** Of a name or number; an ICMP is that of the address family. @throws {Failure} naming the protocols there are */
export function protocolNumber(word: string, isV6: boolean): number {
  const number = /^\d{1,3}$/.test(word) ? Number(word) : NUMBERS[word.toLowerCase()]
  if (number === undefined || number > 255) {
    const names = Object.keys(NUMBERS)
    const near = nearestName(word.toLowerCase(), names)
    const meant = near === undefined ? names.join(', ') : `did you mean ${near}? There are ${names.join(', ')}`
    throw new Failure(`--proto ${word}: no such protocol; ${meant}, or a number 0-255`, 'usage')
  }
  return isV6 && number === 1 ? 58 : number
}

export const hasPorts = (protocol: number): boolean => [6, 17, 33, 132, 136].includes(protocol)

export const protocolName = (protocol: number): string =>
  Object.entries(NUMBERS).find(([, number]) => number === protocol)?.[0] ?? `protocol ${String(protocol)}`
