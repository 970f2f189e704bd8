import { describe, expect, it } from 'vitest'
import { planTrace, type TraceRequest } from '../../src/trace/plan-trace.ts'
import type { TraceInventory, TracePort } from '../../src/trace/trace-inventory.ts'

const port = (n: number, change: Partial<TracePort> = {}): TracePort => ({
  id: `${String(n).repeat(8)}-0000-4000-8000-000000000000`,
  name: '',
  network_id: 'blue',
  mac_address: `fa:16:3e:00:00:0${String(n)}`,
  fixed_ips: [
    { subnet_id: 's4', ip_address: `10.0.0.${String(n)}` },
    { subnet_id: 's6', ip_address: `fd00::${String(n)}` },
  ],
  'binding:host_id': 'host1',
  'binding:vif_type': 'bridge',
  status: 'ACTIVE',
  device_owner: 'compute:nova',
  ...change,
})
const subnets = [
  { id: 's4', network_id: 'blue', cidr: '10.0.0.0/24', gateway_ip: '10.0.0.1' },
  { id: 's6', network_id: 'blue', cidr: 'fd00::/64', gateway_ip: null },
]
const inventory: TraceInventory = {
  lab: 'lab',
  ports: [
    port(2, { name: 'web' }),
    port(3),
    port(4, { 'binding:host_id': '', 'binding:vif_type': 'unbound' }),
    port(5, { 'binding:vif_type': 'binding_failed' }),
    port(6, { network_id: 'red', fixed_ips: [{ subnet_id: 'r', ip_address: '10.9.0.6' }] }),
    port(7, { name: 'twin' }),
    port(8, { name: 'twin' }),
  ],
  subnets,
  vms: [{ name: 'vm3', portId: port(3).id }],
}
const plan = (change: Partial<TraceRequest> = {}, inv = inventory): ReturnType<typeof planTrace> =>
  planTrace({ from: 'web', to: 'vm3', ...change }, inv)

describe('what to trace', () => {
  it('is an ICMP echo between ports by name, id, VM or address', () => {
    const ip = { source: '10.0.0.2', destination: '10.0.0.3', protocol: 1, icmpType: 8, icmpCode: 0 }
    for (const to of ['vm3', port(3).id, '33333333', '10.0.0.3'])
      expect(plan({ to }).frame).toEqual({ sourceMac: 'fa:16:3e:00:00:02', ethertype: 0x0800, ip })
    expect(plan({ to: 'fd00:0::3' }).frame.ip).toMatchObject({
      source: 'fd00::2',
      destination: 'fd00::3',
      protocol: 58,
      icmpType: 128,
    })
  })

  it('is IPv4 between ports that have both, whichever address an answer has first', () => {
    const turned = inventory.ports.map((one) => ({ ...one, fixed_ips: [...one.fixed_ips].reverse() }))
    const ipv6First = { ...inventory, ports: turned }
    expect(plan({}, ipv6First).frame.ip).toMatchObject({ source: '10.0.0.2', destination: '10.0.0.3', protocol: 1 })
    expect(plan({ source: 'fd00::9' }, ipv6First).frame.ip).toMatchObject({ destination: 'fd00::3', protocol: 58 })
    expect(plan({ to: 'fd00::3' }, inventory).frame.ip).toMatchObject({ source: 'fd00::2' })
  })

  it('has ports for protocols that have ports', () => {
    expect(plan({ proto: 'TCP', dport: '80' }).frame.ip).toMatchObject({
      protocol: 6,
      sourcePort: 40_000,
      destinationPort: 80,
    })
    expect(plan({ proto: '47' }).frame.ip).toEqual({ source: '10.0.0.2', destination: '10.0.0.3', protocol: 47 })
  })

  it('goes to the gateway for an address of no subnet of the network', () => {
    const router = port(1, { fixed_ips: [{ subnet_id: 's4', ip_address: '10.0.0.1' }] })
    const found = plan({ to: '192.0.2.9' }, { ...inventory, ports: [...inventory.ports, router] })
    expect(found.nextHop).toBe('10.0.0.1')
    expect(found.frame.ip?.destination).toBe('192.0.2.9')
  })

  it.each<[string, Partial<TraceRequest>, string]>([
    ['an unknown port', { from: 'nobody' }, '--from nobody: no such port in lab lab; its VMs are vm3'],
    ['a name of two ports', { to: 'twin' }, '--to twin: 2 ports are called so; write the id of one'],
    ['a port that is not bound', { to: port(4).id }, 'is not bound (no host is asked for); plug it first'],
    ['a port that nobody took', { from: port(5).id }, 'is not bound (on host host1 no mechanism driver took it)'],
    ['an address that nobody has', { to: '10.0.0.99' }, '--to 10.0.0.99: nobody in the network has that address'],
    [
      'an address behind no router',
      { to: '192.0.2.9' },
      "nobody has the gateway's address 10.0.0.1; add the network to a router, or trace within it",
    ],
    ['an IPv6 address behind no gateway', { to: '2001:db8::9' }, 'no subnet of it has a gateway'],
    [
      'a port of another network without a router',
      { to: port(6).id },
      '10.9.0.6 is in no subnet of the network, and nobody has',
    ],
    ['a protocol that is none', { proto: 'tpc', dport: '80' }, '--proto tpc: no such protocol; did you mean tcp?'],
    ['a number that is no protocol', { proto: '256' }, '--proto 256: no such protocol'],
    ['TCP without a port', { proto: 'tcp' }, '--proto tcp: to which port? Write --dport'],
    ['a port out of range', { proto: 'udp', dport: '65536' }, '--dport 65536: not a number from 0 to 65535'],
    ['a port of ICMP', { dport: '80' }, '--dport 80: ICMP has no ports'],
    ['a port of GRE', { proto: 'gre', dport: '80' }, '--dport 80: protocol 47 has no ports'],
    ['a type of TCP', { proto: 'tcp', dport: '1', icmpType: '8' }, '--icmp-type 8: only ICMP has types'],
    ['a MAC that is none', { sourceMac: 'fa:16' }, '--source-mac fa:16: not a MAC'],
    [
      'a source of another family',
      { source: 'fd00::9', to: '10.0.0.3' },
      '--source fd00::9: not an address of the family',
    ],
  ])('%s is refused in one line', (_, change, text) => {
    expect(() => plan(change)).toThrow(text)
    try {
      plan(change)
    } catch (error) {
      expect(String(error)).not.toContain('\n')
      expect(error).toMatchObject({ kind: 'usage' })
    }
  })
})
