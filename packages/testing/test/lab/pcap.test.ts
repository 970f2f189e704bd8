import { describe, expect, it } from 'vitest'
import { decodeTunnel, decodeVxlan, readPcap } from '../../src/lab/index.ts'

const bytes = (...parts: readonly string[]): Buffer => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')

// An ARP request of fa:16:3e:00:00:01 (10.0.0.1) for 10.0.0.2.
const ARP = 'ffffffffffff fa163e000001 0806 0001 0800 06 04 0001 fa163e000001 0a000001 000000000000 0a000002'
// From 166.66.16.10 to 166.66.16.11, UDP port 8472, VNI 100.
const OUTER = '4500 0000 0000 0000 40 11 0000 a642100a a642100b'
const UDP_AND_VXLAN = 'c000 2118 0000 0000  08000000 000064 00'

function record(sll2: string, ...payload: readonly string[]): Buffer {
  const body = bytes(sll2, ...payload)
  const head = Buffer.alloc(16)
  head.writeUInt32LE(1_700_000_000, 0)
  head.writeUInt32LE(500_000, 4)
  head.writeUInt32LE(body.length, 8)
  head.writeUInt32LE(body.length, 12)
  return Buffer.concat([head, body])
}

function fileOf(linkType: number, ...records: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4, 0)
  head.writeUInt32LE(linkType, 20)
  return Buffer.concat([head, ...records])
}

const SLL2_OUT_DEVICE_7 = '0800 0000 00000007 0001 04 06 0000000000000000'

describe('a capture file', () => {
  const captured = record(SLL2_OUT_DEVICE_7, OUTER, UDP_AND_VXLAN, ARP)

  it('yields the ARP request inside a VXLAN packet, with both VTEPs', () => {
    const [frame] = readPcap(fileOf(276, captured))
    expect(frame).toMatchObject({ ifindex: 7, direction: 'out', time: 1_700_000_000.5 })
    expect(decodeVxlan(frame!.payload)).toMatchObject({
      vni: 100,
      sourceVtep: '166.66.16.10',
      destinationVtep: '166.66.16.11',
      inner: {
        source: 'fa:16:3e:00:00:01',
        destination: 'ff:ff:ff:ff:ff:ff',
        payload: { type: 'arp', arp: { operation: 'request', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } },
      },
    })
  })

  it('ends before a torn last record', () => {
    expect(readPcap(fileOf(276, captured, captured.subarray(0, 30)))).toHaveLength(1)
  })

  it('of another link type is refused', () => {
    expect(() => readPcap(fileOf(1, captured))).toThrow('link type 1')
  })
})

describe('a tunnel', () => {
  const seen = (protocol: string, ...packet: readonly string[]): ReturnType<typeof decodeTunnel> => {
    const outer = `4500 0000 0000 0000 40 ${protocol} 0000 a642100a a642100b`
    const [frame] = readPcap(fileOf(276, record(SLL2_OUT_DEVICE_7, outer, ...packet)))
    return decodeTunnel(frame!.payload)
  }

  it.each([
    ['vxlan', 100, '11', UDP_AND_VXLAN],
    ['gre', 102, '2f', '2000 6558 00000066'],
    ['gre', 102, '2f', 'b000 6558 12340000 00000066 00000001'],
    ['gre', 0, '2f', '0000 6558'],
    ['geneve', 103, '11', 'c000 17c1 0000 0000  0000 6558 000067 00'],
    ['geneve', 103, '11', 'c000 17c1 0000 0000  0100 6558 000067 00 deadbeef'],
  ])('of %s with key %i carries the request', (type, key, protocol, header) => {
    expect(seen(protocol, header, ARP)).toMatchObject({
      type,
      key,
      sourceVtep: '166.66.16.10',
      inner: { source: 'fa:16:3e:00:00:01', payload: { type: 'arp', arp: { targetIp: '10.0.0.2' } } },
    })
  })

  it.each([
    ['IP in GRE', '2f', '0000 0800'],
    ['another port', '11', 'c000 0035 0000 0000  0000 6558 000067 00'],
    ['a torn header', '2f', '2000 6558'],
  ])('is not %s', (_, protocol, header) => {
    expect(seen(protocol, header)).toBeUndefined()
  })
})
