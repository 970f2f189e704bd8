import { describe, expect, it } from 'vitest'
import { arrivedPacket } from '../../src/lab/live/arrived-packet.ts'
import { compareLive } from '../../src/lab/live/compare-live.ts'
import { livePacket } from '../../src/lab/live/live-packet.ts'
import { arpRequest } from '../../src/lab/live/who-has.ts'
import type { LiveTrace } from '../../src/trace/live-result.ts'
import type { TraceResult } from '../../src/trace/trace-result.ts'

const ip = { source: '203.0.113.9', destination: '10.0.0.5', protocol: 6, destinationPort: 80 }
const frame = { sourceMac: 'fa:16:3e:00:00:01', ethertype: 0x0800, ip: { ...ip, sourcePort: 1234 } }
const cause = { object: 'firewall-policy/p', revision: 1, rule: '' }
const result: TraceResult = {
  verdict: 'delivered',
  problems: [],
  hops: [{ host: 'host1', hop: 'firewall', verdict: 'pass', ruleId: 'r', cause }],
}
const live: LiveTrace = {
  arrived: true,
  packet: { ...ip, sourcePort: 4711 },
  hosts: [
    { host: 'host1', by: 'Open vSwitch', verdict: 'pass', ruleIds: [] },
    { host: 'host1', namespace: 'qrouter-r', by: 'nftables', verdict: 'pass', ruleIds: ['r'] },
  ],
}
const end = { frame: { ...frame, ip } }

describe('a packet that was sent', () => {
  it('is as traced when somebody on the host named the rule, from a port that the kernel chose', () => {
    expect(compareLive(result, { end }, live)).toEqual([])
  })

  it('is not when it has other addresses than it should have, or a rule was not met', () => {
    const packet = { ...ip, source: '10.0.1.5', destinationPort: 81 }
    expect(compareLive(result, { end }, { ...live, packet, hosts: live.hosts.slice(0, 1) })).toEqual([
      'the packet arrived with source 10.0.1.5, not 203.0.113.9',
      'the packet arrived with destinationPort 81, not 80',
      'Open vSwitch of host1 named no rule for firewall, not r',
    ])
  })

  it('asks for a MAC as RFC 826 has it, and knows the answer by its ends', () => {
    const { frame: request, token } = arpRequest('fa:16:3e:00:00:01', '10.0.0.5', '10.0.0.9')
    expect(request.subarray(0, 42).toString('hex')).toBe(
      ['ffffffffffff', 'fa163e000001', '0806', '0001080006040001', 'fa163e000001', '0a000005'].join('') +
        ['000000000000', '0a000009'].join(''),
    )
    expect(token.toString('hex')).toBe('0a000009fa163e0000010a000005')
  })

  it.each([frame, { ...frame, ethertype: 0x86dd, ip: { ...frame.ip, source: 'fd00::1', destination: 'fd00::2' } }])(
    'is read from the wire as it was written: %j',
    (sent) => {
      const bytes = livePacket(sent, 'fa:16:3e:00:00:02', Buffer.from('token'))
      expect(arrivedPacket(bytes)).toEqual(sent.ip)
    },
  )
})
