import { describe, expect, it } from 'vitest'
import { bridgePortKind } from '../src/index.ts'
import { dropCommands, keepMac, readHostAddresses, takeCommands } from '../src/kinds/host-addresses.ts'

/** As `ip -j` prints it for a host that has two prefixes of IPv4, one address of IPv6 and routes of several sorts. */
const PRINTED: Readonly<Record<string, unknown>> = {
  'addr show dev eth0': [
    {
      ifname: 'eth0',
      address: '52:54:00:00:00:01',
      addr_info: [
        { family: 'inet', local: '192.0.2.1', prefixlen: 24, broadcast: '192.0.2.255', scope: 'global', label: 'eth0' },
        { family: 'inet', local: '192.0.2.7', prefixlen: 24, scope: 'global', secondary: true, valid_life_time: 60 },
        { family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global', valid_life_time: 4_294_967_295 },
        { family: 'inet6', local: '2001:db8::f00d', prefixlen: 64, scope: 'global', temporary: true },
        { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
      ],
    },
  ],
  '-4 route show dev eth0': [
    { dst: 'default', gateway: '192.0.2.254', protocol: 'dhcp', metric: 100, flags: [] },
    { dst: '192.0.2.0/24', protocol: 'kernel', scope: 'link', prefsrc: '192.0.2.1', flags: [] },
    { dst: '203.0.113.0/24', gateway: '192.0.2.254', prefsrc: '192.0.2.7', flags: ['onlink'] },
  ],
  '-6 route show dev eth0': [
    { dst: '2001:db8::/64', protocol: 'kernel', metric: 256, flags: [] },
    { dst: 'default', gateway: 'fe80::fe', metric: 1024, flags: [] },
  ],
}

const host = {
  name: 'host1',
  batch: () => Promise.resolve([]),
  json: (_tool: string, args: readonly string[]) => Promise.resolve(PRINTED[args.join(' ')]),
  run: () => Promise.resolve(''),
  nft: () => Promise.resolve(''),
  forgetConnections: () => Promise.resolve(),
}

const typed = (commands: readonly { readonly args: readonly string[] }[]): readonly string[] =>
  commands.map(({ args }) => args.join(' '))

describe('addresses of an interface that joins a bridge', () => {
  it('are given to the bridge with their routes, the first of a prefix first', async () => {
    expect(typed(takeCommands(await readHostAddresses(host, 'eth0'), 'brq1'))).toEqual([
      'net/ipv6/conf/brq1/disable_ipv6=0',
      'addr replace 192.0.2.1/24 dev brq1 broadcast 192.0.2.255 scope global',
      'addr replace 192.0.2.7/24 dev brq1 scope global valid_lft 60',
      'addr replace 2001:db8::1/64 dev brq1 scope global nodad',
      'route replace 0.0.0.0/0 via 192.0.2.254 dev brq1 metric 100 proto dhcp',
      'route replace 203.0.113.0/24 via 192.0.2.254 dev brq1 src 192.0.2.7 onlink',
      'route replace ::/0 via fe80::fe dev brq1 metric 1024',
    ])
  })

  it('are taken from the interface last first', async () => {
    expect(typed(dropCommands(await readHostAddresses(host, 'eth0')))).toEqual([
      'addr del 2001:db8::1/64 dev eth0',
      'addr del 192.0.2.7/24 dev eth0',
      'addr del 192.0.2.1/24 dev eth0',
    ])
  })

  it('bring their MAC along, which an interface without addresses does not', async () => {
    const held = await readHostAddresses(host, 'eth0')
    expect(typed(keepMac(held, 'brq1'))).toEqual(['link set dev brq1 address 52:54:00:00:00:01'])
    expect(keepMac({ ...held, addresses: [] }, 'brq1')).toEqual([])
  })

  it('are in the plan', () => {
    const state = {
      kind: 'bridge-port',
      device: 'eth0',
      bridge: 'brq1',
      owner: 'network/1',
      up: true,
      movesAddresses: true,
    } as const
    const step = { key: 'bridge-port eth0', state, cause: { object: 'network/1', revision: 1, rule: '' } }
    expect(bridgePortKind.describe?.({ ...step, op: 'create' }).at(-1)).toBe(
      '# addresses and routes of eth0 go to brq1',
    )
    expect(bridgePortKind.describe?.({ ...step, op: 'remove' }).at(-1)).toBe(
      '# addresses and routes of brq1 go to eth0',
    )
  })

  it('that are left on an interface are a reason to apply it again, and none for a tap', () => {
    const actual = {
      kind: 'bridge-port',
      device: 'eth0',
      bridge: 'brq1',
      owner: 'network/1',
      up: true,
      fault: 'has addresses of its own',
    } as const
    const { fault: _fault, ...wanted } = actual
    expect(bridgePortKind.equal({ ...wanted, movesAddresses: true }, actual)).toBe(false)
    expect(bridgePortKind.equal(wanted, actual)).toBe(true)
  })
})
