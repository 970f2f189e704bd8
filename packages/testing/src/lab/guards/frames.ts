import { parseIp } from 'ip-bigint'
import { checksum } from './checksums.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[:\s]/g, ''), 'hex')
export const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
export const macBytes = (text: string): Buffer => hex(text)
const mac = macBytes
export const ipBytes = (text: string): Buffer =>
  Buffer.from(
    parseIp(text)
      .number.toString(16)
      .padStart(text.includes(':') ? 32 : 8, '0'),
    'hex',
  )

const ip = ipBytes

export const BROADCAST = 'ff:ff:ff:ff:ff:ff'

export const ethernet = (from: string, to: string, type: number, payload: Buffer): Buffer =>
  Buffer.concat([mac(to), mac(from), u16(type), payload, Buffer.alloc(Math.max(0, 46 - payload.length))])

export interface Arp {
  readonly from: string
  readonly sha?: string
  readonly spa: string
  readonly tpa: string
  readonly op?: 1 | 2
}

export const arpBody = ({ from, sha = from, spa, tpa, op = 1 }: Arp): Buffer =>
  Buffer.concat([hex('0001 0800 06 04'), u16(op), mac(sha), ip(spa), Buffer.alloc(6), ip(tpa)])

export const arp = (what: Arp): Buffer => ethernet(what.from, BROADCAST, 0x0806, arpBody(what))

export const udp = (from: number, to: number): Buffer =>
  Buffer.concat([u16(from), u16(to), u16(12), u16(0), hex('6e6c6e6c')])

export function ipv4(source: string, destination: string, protocol: number, body: Buffer): Buffer {
  const head = Buffer.concat([
    hex('4500'),
    u16(20 + body.length),
    hex('00010000 40'),
    Buffer.from([protocol]),
    u16(0),
    ip(source),
    ip(destination),
  ])
  head.writeUInt16BE(checksum(head), 10)
  return Buffer.concat([head, body])
}

export const ipv6 = (source: string, destination: string, next: number, body: Buffer): Buffer =>
  Buffer.concat([hex('60000000'), u16(body.length), Buffer.from([next, 255]), ip(source), ip(destination), body])

export function icmpv6(source: string, destination: string, type: number, rest: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([type, 0]), u16(0), rest])
  const pseudo = Buffer.concat([ip(source), ip(destination), hex('0000'), u16(body.length), hex('0000003a')])
  body.writeUInt16BE(checksum(Buffer.concat([pseudo, body])), 2)
  return ipv6(source, destination, 58, body)
}

/** RFC 4861, 4.3 and 4.4: flags or nothing, and the address that it is about. */
export const about = (target: string): Buffer => Buffer.concat([Buffer.alloc(4), ip(target)])
