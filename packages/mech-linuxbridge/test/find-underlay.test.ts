import { describe, expect, it } from 'vitest'
import { findUnderlay } from '../src/agent/index.ts'

/** As `ip -j addr` prints it, cut to a few of its fields. */
const ADDRESSES: unknown = [
  { ifindex: 1, ifname: 'lo', addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }] },
  {
    ifindex: 4,
    ifname: 'under0',
    addr_info: [
      { family: 'inet', local: '192.0.2.1', prefixlen: 24, scope: 'global' },
      { family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global' },
      { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
    ],
  },
  {
    ifindex: 5,
    ifname: 'eth1',
    addr_info: [{ family: 'inet', local: '198.51.100.1', prefixlen: 24, scope: 'global' }],
  },
]

describe('the underlay', () => {
  it.each([
    ['192.0.2.1', 'under0'],
    ['198.51.100.1', 'eth1'],
    ['2001:0db8:0:0::1', 'under0'],
  ])('of %s is %s', (localIp, device) => {
    expect(findUnderlay(ADDRESSES, localIp)).toEqual({ type: 'found', device })
  })

  it('is the interface in the bridge of a flat network, which has the address', () => {
    const address = { family: 'inet', local: '192.0.2.1', prefixlen: 24, scope: 'global' }
    const links = [
      { ifname: 'tap1', master: 'brq7c9be1cf-72', addr_info: [] },
      { ifname: 'eth1', master: 'brq7c9be1cf-72', addr_info: [] },
      { ifname: 'brq7c9be1cf-72', addr_info: [address] },
    ]
    expect(findUnderlay(links, '192.0.2.1', '', ['eth0', 'eth1'])).toEqual({ type: 'found', device: 'eth1' })
    expect(findUnderlay(links, '192.0.2.1')).toEqual({ type: 'found', device: 'brq7c9be1cf-72' })
  })

  it('is missing for an address that is not here, and the problem names those that are', () => {
    expect(findUnderlay(ADDRESSES, '192.0.2.9')).toEqual({
      type: 'missing',
      problem: {
        where: '[vxlan] local_ip',
        value: '192.0.2.9',
        problem: 'is not an address of this host',
        remedy: 'use one of 192.0.2.1 (under0), 2001:db8::1 (under0), 198.51.100.1 (eth1)',
      },
    })
  })

  it.each([[[]], [null], ['text'], [[{ ifname: 'eth0' }, 5, null]]])('is missing in %j', (addresses) => {
    expect(findUnderlay(addresses, '192.0.2.1')).toMatchObject({ type: 'missing' })
  })
})
