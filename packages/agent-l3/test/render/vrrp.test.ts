import { describe, expect, it } from 'vitest'
import { movedLines } from '../../src/agent/vrrp/moved-lines.ts'
import type { L3Options } from '../../src/render/l3-options.ts'
import { renderFloatingIp } from '../../src/render/render-floating-ip.ts'
import { renderRouter } from '../../src/render/render-router.ts'
import { servedRouter, type ServedRouter } from '../../src/render/served-router.ts'
import type { NamespacePortState, VrrpState } from '../../src/render/states.ts'
import type { RouterAddress, RouterInterfaceItem, RouterItem } from '../../src/wire/router-items.ts'

const ID = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
const address = (ipAddress: string, cidr: string, gatewayIp: string | null): RouterAddress => ({
  ...{ ipAddress, subnetId: cidr, cidr, ipVersion: ipAddress.includes(':') ? 6 : 4, gatewayIp },
  ...{
    ipv6RaMode: ipAddress.includes(':') ? 'slaac' : null,
    ipv6AddressMode: null,
    dnsNameservers: [],
    hostRoutes: [],
  },
})
const port = (
  kind: RouterInterfaceItem['kind'],
  last: string,
  addresses: readonly RouterAddress[],
): RouterInterfaceItem => ({
  ...{ portId: `${last.repeat(8)}-0000-4000-8000-000000000000`, kind, networkId: `n-${kind}`, mtu: 1450 },
  ...{ macAddress: `fa:16:3e:00:00:0${last}`, adminStateUp: true, addresses, onLink: [] },
})
const HA_PORT: RouterInterfaceItem = {
  ...port('ha', '1', [address('169.254.192.7', '169.254.192.0/18', null)]),
  host: 'h1',
}
const ITEMS = [
  HA_PORT,
  { ...HA_PORT, portId: '99999999-0000-4000-8000-000000000000', host: 'h2' },
  port('internal', '2', [
    address('10.0.0.1', '10.0.0.0/24', '10.0.0.1'),
    address('2001:db8::1', '2001:db8::/64', null),
  ]),
  port('gateway', '3', [address('203.0.113.9', '203.0.113.0/24', '203.0.113.1')]),
]
const ROUTER: RouterItem = {
  ...{ id: ID, projectId: 'p', adminStateUp: true, enableSnat: true },
  routes: [{ destination: '192.168.0.0/16', nexthop: '10.0.0.7' }],
  ha: { virtualRouterId: 7, networkCidr: '169.254.192.0/18' },
}
const PART = { portId: HA_PORT.portId, priority: 245 }

function served(isActive: boolean): ServedRouter | undefined {
  return servedRouter(ROUTER, { interfaces: ITEMS, helpers: [], part: PART, isActive }, 'h1', {})
}
function statesOf(isActive: boolean, options: L3Options = {}): readonly { readonly kind: string }[] {
  const router = served(isActive)
  return router === undefined ? [] : renderRouter(router, options).map(({ state }) => state)
}
const vrrpOf = (options: L3Options = {}): VrrpState =>
  statesOf(false, options).find(({ kind }) => kind === 'router-vrrp') as VrrpState
const fileOf = (options?: L3Options): string => vrrpOf(options).files['keepalived.conf'] ?? ''

describe('a router on several hosts', () => {
  it('has its addresses and routes in the file of keepalived, and none of its own', () => {
    const ports = statesOf(true).filter(
      ({ kind }) => kind === 'namespace-port',
    ) as unknown as readonly NamespacePortState[]
    expect(ports.map(({ inner, addresses, movable }) => [inner, addresses, movable])).toEqual([
      ['ha-11111111-00', ['169.254.192.7/18'], ['169.254.0.7/24']],
      ['qr-22222222-00', [], ['10.0.0.1/24', '2001:db8::1/64', 'fe80::f816:3eff:fe00:2/64']],
      ['qg-33333333-00', [], ['203.0.113.9/24', 'fe80::f816:3eff:fe00:3/64']],
    ])
    expect(statesOf(true).filter(({ kind }) => kind === 'namespace-route')).toEqual([])
    expect(fileOf().split('\n').slice(3)).toEqual([
      'vrrp_instance VR_7 {',
      '  state BACKUP',
      '  interface ha-11111111-00',
      '  virtual_router_id 7',
      '  priority 245',
      '  garp_master_delay 1',
      '  garp_master_refresh 5',
      '  garp_master_refresh_repeat 1',
      '  nopreempt',
      '  advert_int 2',
      '  virtual_ipaddress {',
      '    169.254.0.7/24 dev ha-11111111-00',
      '  }',
      '  virtual_ipaddress_excluded {',
      '    10.0.0.1/24 dev qr-22222222-00 no_track # fa:16:3e:00:00:02',
      '    2001:db8::1/64 dev qr-22222222-00 no_track # fa:16:3e:00:00:02',
      '    fe80::f816:3eff:fe00:2/64 dev qr-22222222-00 scope link no_track # fa:16:3e:00:00:02',
      '    203.0.113.9/24 dev qg-33333333-00 no_track # fa:16:3e:00:00:03',
      '    fe80::f816:3eff:fe00:3/64 dev qg-33333333-00 scope link no_track # fa:16:3e:00:00:03',
      '  }',
      '  virtual_routes {',
      '    0.0.0.0/0 via 203.0.113.1 dev qg-33333333-00 onlink no_track',
      '    192.168.0.0/16 via 10.0.0.7 dev qr-22222222-00 onlink no_track',
      '  }',
      '}',
      '',
    ])
  })

  it('advertises itself, and has floating IPs, where it is active alone', () => {
    const item = { id: ID, floatingIp: '203.0.113.50', fixedIp: '10.0.0.5', portId: 'p', networkId: 'n-gateway' }
    const kinds = (isActive: boolean): readonly string[] => [
      ...statesOf(isActive).map(({ kind }) => kind),
      ...renderFloatingIp(served(isActive) as ServedRouter, item).map(({ state }) => state.kind),
    ]
    expect(kinds(true).filter((kind) => !kinds(false).includes(kind))).toEqual([
      'router-advertiser',
      'namespace-address',
    ])
    expect(kinds(false)).toContain('router-table')
  })

  it('is not served before this host has a port from which to speak', () => {
    const { ha: _, ...single } = ROUTER
    expect(servedRouter(ROUTER, { interfaces: ITEMS, helpers: [], isActive: false }, 'h1', {})).toBe(undefined)
    expect(servedRouter(single, { interfaces: ITEMS, helpers: [], isActive: false }, 'h1', {})?.ha).toBe(undefined)
  })

  it('says parts of a second in VRRP 3, and whole ones with a password in VRRP 2', () => {
    expect(fileOf({ vrrp: { advertisementInterval: 0.1 } })).toMatch(/vrrp_version 3[^]* advert_int 0\.1\n/)
    const file = fileOf({ vrrp: { advertisementInterval: 1, password: 'secret', authentication: 'AH' } })
    expect(file).toContain('  authentication {\n    auth_type AH\n    auth_pass secret\n  }\n')
    expect(file).not.toContain('vrrp_version')
  })

  it('asks its gateways while it is active, if it is told to', () => {
    const { files } = vrrpOf({ vrrp: { healthCheckInterval: 5, directory: '/d' } })
    expect(files['check-gateways.sh']).toBe(
      'ip addr show to 169.254.0.7 | grep -q . || exit 0\nping -c 1 -w 1 203.0.113.1 >/dev/null || exit 1\n',
    )
    expect(files['keepalived.conf']).toContain(`  script "/bin/sh /d/${ID}/check-gateways.sh"\n  interval 5\n`)
    expect(Object.keys(vrrpOf().files)).toEqual(['keepalived.conf'])
  })

  it('is known again by what an earlier agent has written', () => {
    expect(movedLines(fileOf())).toMatchObject({
      followed: '169.254.0.7',
      addresses: expect.arrayContaining([
        { address: '203.0.113.9/24', inner: 'qg-33333333-00', macAddress: 'fa:16:3e:00:00:03' },
      ]) as unknown,
    })
    expect(movedLines(fileOf())?.lines).toHaveLength(6)
    expect(movedLines('vrrp_instance X {}')).toBe(undefined)
  })
})
