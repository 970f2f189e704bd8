import type { FirstPacket } from '../../src/render/decide-rules.ts'

const TCP = 6
const UDP = 17
const ICMP = { 4: 1, 6: 58 } as const
const SYN = 2

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])

function ipBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number))
  const [head = '', tail = ''] = text.split('::')
  const words = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const zeros = Array.from({ length: 8 - words(head).length - words(tail).length }, () => '0')
  return Buffer.concat([...words(head), ...zeros, ...words(tail)].map((word) => u16(Number.parseInt(word, 16))))
}

function checksum(...parts: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat([...parts, Buffer.alloc(parts.reduce((sum, part) => sum + part.length, 0) % 2)])
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return u16(~sum & 0xffff)
}

/** A whole frame with `token` behind its headers. */
export function frameOf(
  packet: FirstPacket,
  macs: { readonly from: string; readonly to: string },
  token: Buffer,
): Buffer {
  const { ipVersion, protocol } = packet
  const [source, destination] = [ipBytes(packet.source), ipBytes(packet.destination)]
  const body = bodyOf(packet, token)
  const at = protocol === TCP ? 16 : protocol === UDP ? 6 : 2
  if (protocol === TCP || protocol === UDP || protocol === ICMP[ipVersion]) {
    const pseudo = [source, destination, u16(0), u16(protocol), u16(0), u16(body.length)]
    checksum(...(protocol === ICMP[4] ? [] : pseudo), body).copy(body, at)
  }
  const head =
    ipVersion === 4
      ? Buffer.concat([
          Buffer.from('4500', 'hex'),
          u16(20 + body.length),
          Buffer.from('0001000040', 'hex'),
          Buffer.from([protocol]),
          u16(0),
          source,
          destination,
        ])
      : Buffer.concat([
          Buffer.from('60000000', 'hex'),
          u16(body.length),
          Buffer.from([protocol, 64]),
          source,
          destination,
        ])
  if (ipVersion === 4) checksum(head).copy(head, 10)
  const mac = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex')
  return Buffer.concat([mac(macs.to), mac(macs.from), u16(ipVersion === 4 ? 0x0800 : 0x86dd), head, body])
}

function bodyOf({ protocol, ipVersion, sourcePort = 0, destinationPort = 0 }: FirstPacket, token: Buffer): Buffer {
  const ports = [u16(sourcePort), u16(destinationPort)]
  if (protocol === UDP) return Buffer.concat([...ports, u16(8 + token.length), u16(0), token])
  if (protocol === TCP)
    return Buffer.concat([
      ...ports,
      token,
      Buffer.alloc(4),
      Buffer.from([0x50, SYN]),
      u16(1_000),
      u16(0),
      u16(0),
      token,
    ])
  if (protocol === ICMP[ipVersion])
    return Buffer.concat([Buffer.from([ipVersion === 4 ? 8 : 128, 0]), u16(0), u16(7), u16(1), token])
  return Buffer.concat([...ports, token, token])
}
