import { describe, expect, it } from 'vitest'
import { cookieOf, cookieText } from '../src/agent/openflow/flow-cookie.ts'
import type { FlowMatch } from '../src/agent/flow/flow-match.ts'
import { fieldBytes, plainHex } from '../src/agent/openflow/field-values.ts'

const vlan = { segmentId: 's' }
/** What a host's flows were written with. */
const WRITTEN: readonly (readonly [FlowMatch, string])[] = [
  [{}, '0x6e6c64294d1f6206'],
  [{ inPort: 'patch-int' }, '0x6e6c3c8cb11fc6fa'],
  [{ vlan, ethDst: 'fa:16:3E:00:00:01' }, '0x6e6c0ef13cb47be7'],
  [{ ethType: 0x806, vlan, arpTpa: '10.0.0.1' }, '0x6e6c7613316f69cb'],
  [{ ethDst: '00:00:00:00:00:00/01:00:00:00:00:00' }, '0x6e6c6562bb404767'],
  [{ ethType: 0x86dd, ipv6Dst: '2001:db8::1' }, '0x6e6c1825c3c328aa'],
  [{ ethType: 0x800, ipv4Src: '10.0.0.0/8' }, '0x6e6c3a62f2c12d23'],
  [{ tunnelId: 101 }, '0x6e6c47ae72fab4d6'],
  [{ vlan: 'none' }, '0x6e6c2afe1d3acec5'],
  [{ ipProto: 17, portDst: 67, ethType: 0x800 }, '0x6e6c0c41a9f1cb43'],
]

describe('cookies', () => {
  it('stay what they are: a new release knows the flows that an old one wrote', () => {
    for (const [match, cookie] of WRITTEN)
      expect(cookieText(cookieOf('flow', { bridge: 'br-tun', table: 20, priority: 2, match }))).toBe(cookie)
  })
})

describe('a value as digits', () => {
  const values = [
    ['fa:16:3E:00:00:0f', 'mac', 6],
    ['10.0.0.255', 'ipv4', 4],
    ['0.0.0.0', 'ipv4', 4],
    [0, 'number', 1],
    [4_294_967_295, 'number', 4],
    [101, 'number', 8],
    [4_095, 'vlan', 2],
    ['none', 'vlan', 2],
  ] as const
  it.each(values)('%s is what its bytes are', (value, format, width) => {
    expect(plainHex(value, format, width)).toBe(fieldBytes(value, format, width).value.toString('hex'))
  })

  it('is left to bytes where there is a mask, or something wrong', () => {
    const others = [
      ['10.0.0.0/8', 'ipv4', 4],
      ['10.0.0.256', 'ipv4', 4],
      ['010.0.0.1', 'ipv4', 4],
      ['fa:16:3e:00:00:01/ff:ff:ff:00:00:00', 'mac', 6],
      ['fa:16:3e:00:00', 'mac', 6],
      [-1, 'number', 2],
      [65_536, 'number', 2],
      [1.5, 'number', 2],
    ] as const
    for (const [value, format, width] of others) expect(plainHex(value, format, width)).toBeUndefined()
  })
})
