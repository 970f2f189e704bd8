import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInNamespace } from '@netloom/dataplane'
import { address, pings, RoutedHost } from './routed-host.ts'

let routed: RoutedHost
let guestA: string
let guestB: string

beforeAll(async () => {
  routed = await RoutedHost.open()
  guestA = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  guestB = await routed.guest('br-b', '10.2.0.5/24', '10.2.0.1', 'fa:16:3e:22:00:05')
  for (const [netns, prefix, gateway] of [
    [guestA, 'fd00:1::5/64', 'fd00:1::1'],
    [guestB, 'fd00:2::5/64', 'fd00:2::1'],
    [routed.outside, 'fd00:99::1/64', undefined],
  ] as const) {
    await runInNamespace(netns, ['ip', 'addr', 'add', prefix, 'dev', 'eth0', 'nodad'])
    if (gateway !== undefined) await runInNamespace(netns, ['ip', '-6', 'route', 'add', 'default', 'via', gateway])
  }
  await runInNamespace(guestB, ['ip', 'addr', 'add', '10.77.0.1/32', 'dev', 'lo'])
  await runInNamespace(routed.outside, ['ip', 'addr', 'add', '198.51.100.1/24', 'dev', 'eth0'])
  await runInNamespace(routed.outside, ['ip', '-6', 'route', 'add', 'fd00::/16', 'via', 'fd00:99::10'])
  await routed.startAgent()
  await routed.serve(
    routed.router({
      routes: [
        { destination: '10.77.0.0/24', nexthop: '10.2.0.5' },
        { destination: '10.78.0.0/24', nexthop: '10.1.0.5' },
        { destination: '10.78.0.0/24', nexthop: '10.2.0.5' },
        { destination: 'fd00:77::/64', nexthop: 'fd00:2::5' },
      ],
    }),
    routed.interface('a', {
      addresses: [address('10.1.0.1', '10.1.0.0/24', null), address('fd00:1::1', 'fd00:1::/64', null)],
    }),
    routed.interface('b', {
      addresses: [address('10.2.0.1', '10.2.0.0/24', null), address('fd00:2::1', 'fd00:2::/64', null)],
    }),
    routed.interface('x', {
      addresses: [
        address('203.0.113.10', '203.0.113.0/24', '203.0.113.1'),
        address('fd00:99::10', 'fd00:99::/64', 'fd00:99::1'),
      ],
      onLink: ['198.51.100.0/24'],
    }),
  )
})

afterAll(() => routed.close())

describe('routes of a router', () => {
  it('lead between networks and out by IPv6, without translation', async () => {
    expect(await pings(guestA, 'fd00:2::5', 3)).toBe(true)
    expect(await pings(guestA, 'fd00:99::1', 3)).toBe(true)
  })

  it('lead to extra routes, shared among their nexthops, and to subnets on the link of the gateway', async () => {
    expect(await pings(guestA, '10.77.0.1', 3)).toBe(true)
    expect(await pings(guestA, '198.51.100.1', 3)).toBe(true)
    expect(await routed.inRouter('ip', 'route', 'show', '10.78.0.0/24')).toMatch(
      /nexthop via 10\.1\.0\.5[\s\S]*nexthop via 10\.2\.0\.5/,
    )
  })

  it('are read back as they are, by a new agent, and are repaired by an audit', async () => {
    await routed.stopAgent()
    await routed.startAgent()
    await routed.serve()
    expect(routed.agent?.plan().steps.map(({ op, key }) => `${op} ${key}`)).toEqual([])
    await routed.inRouter('ip', 'route', 'del', 'default')
    await routed.inRouter('ip', '-6', 'route', 'del', 'default')
    await routed.inRouter('sysctl', '-w', 'net.ipv4.ip_forward=0')
    await routed.agent?.audit()
    expect(await routed.inRouter('ip', 'route', 'show', 'default')).toContain('via 203.0.113.1')
    expect(await routed.inRouter('ip', '-6', 'route', 'show', 'default')).toContain('via fd00:99::1')
    expect((await routed.inRouter('sysctl', '-n', 'net.ipv4.ip_forward')).trim()).toBe('1')
  })

  it('survive an interface that is made anew', async () => {
    await routed.serve(
      routed.interface('x', {
        addresses: [address('203.0.113.11', '203.0.113.0/24', '203.0.113.1')],
        onLink: ['198.51.100.0/24'],
      }),
    )
    expect(await pings(guestA, '198.51.100.1', 3)).toBe(true)
    await routed.ip('link', 'del', 'tapcccccccc-00')
    await new Promise((resolve) => setTimeout(resolve, 500))
    await routed.serve()
    expect(routed.agent?.plan().steps.map(({ op, key }) => `${op} ${key}`)).toEqual([])
    expect(await pings(guestA, '198.51.100.1', 3)).toBe(true)
  })

  it('go with a router that is put down, namespace and all, and come back with it', async () => {
    await routed.serve(routed.router({ adminStateUp: false }))
    expect(await runInNamespace(routed.netns, ['ip', 'netns', 'list'])).not.toContain(routed.namespace)
    expect(routed.agent?.parts.role.allReports().map(({ state }) => state)).toEqual(['down'])
    await routed.serve(routed.router())
    expect(await pings(guestA, '203.0.113.1', 3)).toBe(true)
  })
})
