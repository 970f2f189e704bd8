import { expect, it } from 'vitest'
import { EchoFilter } from '../src/monitor/echo-filter.ts'
import { parseMonitorLine } from '../src/monitor/monitor-line.ts'

it.each([
  [
    '13: tapz@if2: <BROADCAST,UP,LOWER_UP> mtu 1400 qdisc noop master brq1 state UP group default \\    link/ether da:16:fc:59:ed:1e',
    { type: 'link', index: 13, device: 'tapz', deleted: false, signature: 'up 1400 brq1' },
  ],
  [
    '2: brx: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default \\    link/ether x minmtu 68 \\    bridge group_fwd_mask 0 nf_call_iptables 1 nf_call_ip6tables 0 nf_call_arptables 0 numtxqueues 1 ',
    { type: 'link', index: 2, device: 'brx', deleted: false, signature: 'up 1500  1 0' },
  ],
  [
    'Deleted 13: tapz: <BROADCAST> mtu 1400 qdisc noop state DOWN group default \\    link/ether da:16:fc:59:ed:1e',
    { type: 'link', index: 13, device: 'tapz', deleted: true, signature: 'down 1400 ' },
  ],
  [
    'Deleted 13: tapz@tapzp: <BROADCAST> mtu 1400 master brq1 state DOWN \\    link/ether x',
    { type: 'bridge-port', device: 'tapz', deleted: true },
  ],
  [
    'Deleted 10.0.0.9 dev vxlan-100 lladdr 00:00:00:00:00:00 NOARP PERMANENT ',
    { type: 'entry', device: 'vxlan-100', ip: '10.0.0.9', mac: '00:00:00:00:00:00', deleted: true },
  ],
  [
    'Deleted fd00::2 dev vxlan-100 FAILED ',
    { type: 'entry', device: 'vxlan-100', ip: 'fd00::2', mac: undefined, deleted: true },
  ],
  ['10.0.0.9 dev eth0 lladdr 00:00:00:00:00:01 REACHABLE ', undefined],
  ['dev tapz lladdr da:16:fc:59:ed:1e PERMANENT ', undefined],
  ['', undefined],
])('reads %s', (line, event) => {
  expect(parseMonitorLine(line)).toEqual(event)
})

it("takes our own entries for echoes, for a while, and nobody else's", () => {
  let now = 10_000
  const filter = new EchoFilter(() => now)
  filter.expect('bridge', [
    'fdb replace fa:16:3e:00:00:01 dev x0 dst 192.0.2.2',
    'fdb del fa:16:3e:00:00:02 dev x0 dst 192.0.2.2',
  ])
  filter.expect('ip', [
    'neigh replace 10.0.0.1 lladdr fa:16:3e:00:00:01 dev x0 nud permanent',
    'neigh del 10.0.0.2 dev x0',
  ])
  const echo = (line: string): boolean => filter.isEcho(parseMonitorLine(line)!)
  expect(echo('192.0.2.2 dev x0 lladdr fa:16:3e:00:00:01 NOARP PERMANENT')).toBe(true)
  expect(echo('Deleted 192.0.2.2 dev x0 lladdr fa:16:3e:00:00:02 NOARP PERMANENT')).toBe(true)
  expect(echo('10.0.0.1 dev x0 lladdr fa:16:3e:00:00:01 PERMANENT')).toBe(true)
  expect(echo('Deleted 10.0.0.2 dev x0 FAILED')).toBe(true)
  expect(echo('Deleted 192.0.2.2 dev x0 lladdr fa:16:3e:00:00:01 NOARP PERMANENT')).toBe(false)
  expect(echo('192.0.2.66 dev x0 lladdr fa:16:3e:00:00:01 NOARP PERMANENT')).toBe(false)
  expect(echo('Deleted 10.0.0.1 dev x0 FAILED')).toBe(false)
  now += 5_000
  expect(echo('Deleted 10.0.0.2 dev x0 FAILED')).toBe(false)
})
