import { expect, it } from 'vitest'
import type { ApiPort, ApiSubnet } from '../src/api/neutron-types.ts'
import { chooseRoles } from '../src/compose/choose-roles.ts'
import { findHostPackages } from '../src/compose/host-packages.ts'
import { guestFamilies } from '../src/lab/state/guest-families.ts'
import { parseLease } from '../src/lab/guest/lease.ts'
import { findTarget } from '../src/lab/state/lab-targets.ts'
import { rolesOf } from '../src/lab/lab-roles.ts'
import { type HostRequest, labHosts } from '../src/lab/state/lab-hosts.ts'

const subnet = (id: string, version: 4 | 6, mode: string | null = null, dhcp = true): ApiSubnet => ({
  id,
  name: id,
  network_id: 'net',
  cidr: version === 4 ? '10.0.0.0/24' : '2001:db8::/64',
  ip_version: version,
  gateway_ip: null,
  enable_dhcp: dhcp,
  ipv6_address_mode: mode,
})
const port = (...fixed: readonly (readonly [subnet: string, address: string])[]): ApiPort =>
  ({ id: 'p', fixed_ips: fixed.map(([id, address]) => ({ subnet_id: id, ip_address: address })) }) as unknown as ApiPort

it.each([
  ['dhcpv6-stateful', { by: 'lease', client: true }],
  ['dhcpv6-stateless', { by: 'advertisement', client: true }],
  ['slaac', { by: 'advertisement', client: false }],
])('leases IPv4 and has %s do what it does', (mode, expected) => {
  const families = guestFamilies(port(['a', '10.0.0.5'], ['b', '2001:db8::5']), [subnet('a', 4), subnet('b', 6, mode)])
  expect(families).toEqual([
    { version: 4, by: 'lease', client: true, addresses: ['10.0.0.5'], prefix: 24 },
    { version: 6, addresses: ['2001:db8::5'], prefix: 64, ...expected },
  ])
})

it('has nothing to lease from subnets without DHCP, and says so', () => {
  const subnets = [subnet('a', 4, null, false), subnet('b', 6), subnet('c', 4)]
  expect(() => guestFamilies(port(['a', '10.0.0.5'], ['b', '2001:db8::5']), subnets)).toThrow(
    /--dhcp, but none of its subnets has DHCP/,
  )
})

it('reads what a client was told, and no more', () => {
  const text =
    'address=10.0.0.5/24\nserver=10.0.0.2\nseconds=600\nat=1\nrouter=\nroutes=0.0.0.0/0 10.0.0.1\ndns=10.0.0.2 10.0.0.3\nmtu=1450\n'
  expect(parseLease(text, 4)).toEqual({
    version: 4,
    address: '10.0.0.5/24',
    server: '10.0.0.2',
    seconds: 600,
    since: 1,
    routes: ['0.0.0.0/0', '10.0.0.1'],
    dns: ['10.0.0.2', '10.0.0.3'],
    mtu: 1450,
  })
})

it('takes one role, or both in any order, and no other', async () => {
  const found = await findHostPackages([])
  const namesOf = (text: string): readonly string[] => chooseRoles(text, found).map(({ name }) => name)
  expect(namesOf('l2')).toEqual(['l2'])
  expect(namesOf('dhcp, l2')).toEqual(['l2', 'dhcp'])
  expect(() => namesOf('l2,l7')).toThrow(
    '--role l7: no such role; found: l2, dhcp, l3, firewall, metadata, lbaas; or install a package',
  )
})

it('knows the DHCP agent of a host that has one', () => {
  const roles = new Map([
    ['l2', { name: 'l2', wires: true as const }],
    ['dhcp', { name: 'dhcp' }],
  ])
  const rolesOfHost = (host: HostRequest) => rolesOf(host, { dhcp: true }, roles)
  const hosts = labHosts('lab', [{ name: 'a' }, { name: 'b', dhcp: false }], ['linuxbridge'], rolesOfHost)
  const state = { name: 'lab', directory: '', configFiles: [], networkType: 'vxlan', port: 1, hosts, vms: [] }
  expect(findTarget(state, 'dhcp@a')).toMatchObject({
    kind: 'agent',
    agent: { role: { name: 'dhcp' }, host: { name: 'a' } },
  })
  expect(() => findTarget(state, 'dhcp@b')).toThrow('"dhcp@b": that host has no dhcp agent')
  expect(() => findTarget(state, 'nobody')).toThrow(/agent@a, dhcp@a, b, agent@b/)
})
