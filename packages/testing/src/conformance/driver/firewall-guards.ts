import type { PortItem } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import type { FirewallRendererFixture } from './firewall-renderer-fixture.ts'
import { guardedPort, guardsOf, renderPort, textOf } from './firewall-samples.ts'

type Check = ConformanceCheck<FirewallRendererFixture>

const check = (rule: string, problems: (fixture: FirewallRendererFixture) => readonly string[]): Check => ({
  rule,
  problems: (fixture) => Promise.resolve(problems(fixture)),
})

const PAIR = { ipAddress: '10.1.0.64/26', macAddress: 'fa:16:3e:00:09:99' }

/** Rules about who is guarded, and by what. */
export const guardChecks: readonly Check[] = [
  check('guards nobody without port security, and none of the network’s own devices', (fixture) => {
    const free: Readonly<Record<string, Partial<PortItem>>> = {
      'a port without port security': { portSecurityEnabled: false },
      'a DHCP server': { deviceOwner: 'network:dhcp' },
      'a router': { deviceOwner: 'network:router_interface' },
    }
    return Object.entries(free).flatMap(([name, change]) =>
      renderPort(fixture, change).length === 0 ? [] : [`${name} is guarded`],
    )
  }),
  check('guards every other port: without addresses, down, of any owner', (fixture) => {
    const guarded: Readonly<Record<string, Partial<PortItem>>> = {
      'a usual port': {},
      'a port without addresses': { fixedIps: [] },
      'a port that is down': { adminStateUp: false },
      'a port without an owner': { deviceOwner: '' },
      'a port whose owner is called after the network': { deviceOwner: 'compute:network:dhcp' },
      'a subport': { deviceOwner: 'trunk:subport' },
      'a port with pairs': { allowedAddressPairs: [PAIR] },
    }
    return Object.entries(guarded).flatMap(([name, change]) =>
      renderPort(fixture, change).length > 0 ? [] : [`${name} is not guarded`],
    )
  }),
  check('follows what a port may send from: its MAC, its addresses of both IP versions, its pairs', (fixture) => {
    const before = textOf(guardsOf(fixture))
    const [ipv4, ipv6] = guardedPort().fixedIps
    if (ipv4 === undefined || ipv6 === undefined) return []
    const changes: Readonly<Record<string, Partial<PortItem>>> = {
      'another MAC': { macAddress: 'fa:16:3e:99:99:99' },
      'another IPv4 address': { fixedIps: [{ ...ipv4, ipAddress: '10.1.0.99' }, ipv6] },
      'another IPv6 address': { fixedIps: [ipv4, { ...ipv6, ipAddress: 'fd00:1::99' }] },
      'one address fewer': { fixedIps: [ipv4] },
      'a pair with a MAC of its own': { allowedAddressPairs: [PAIR] },
      'a pair with the port’s MAC': { allowedAddressPairs: [{ ...PAIR, macAddress: guardedPort().macAddress }] },
      'a pair of IPv6': { allowedAddressPairs: [{ ...PAIR, ipAddress: 'fd00:9::/64' }] },
    }
    return Object.entries(changes).flatMap(([name, change]) =>
      textOf(guardsOf(fixture, change)) === before ? [`${name} changes nothing`] : [],
    )
  }),
  check('lets a pair through with its own MAC, not with any', (fixture) => {
    const one = textOf(guardsOf(fixture, { allowedAddressPairs: [PAIR] }))
    const other = textOf(guardsOf(fixture, { allowedAddressPairs: [{ ...PAIR, macAddress: 'fa:16:3e:00:09:98' }] }))
    return one === other ? ['the MAC of a pair changes nothing'] : []
  }),
  check('keeps ports apart: two of them share no key, but for one state that both need', (fixture) => {
    const ids = ['1f0c0000-0000-4000-8000-000000000000', '110c0000-1000-4000-8000-000000000000']
    const first = guardsOf(fixture)
    return ids.flatMap((id) =>
      [...guardsOf(fixture, { id, macAddress: 'fa:16:3e:00:01:12', fixedIps: [] })]
        .filter(([key, state]) => first.has(key) && first.get(key) !== state)
        .map(([key]) => `${key} belongs to two ports`),
    )
  }),
]
