import type { PassageAnswer } from '@netloom/core'
import type { Frame } from '@netloom/core/firewall'
import { describe, expect, it } from 'vitest'
import { renderRoutes } from '../../src/render/router-routes.ts'
import { servedRouter } from '../../src/render/served-router.ts'
import { takenBy, traceRouter } from '../../src/trace/trace-router.ts'
import type { TracedRouter, TracedSingle } from '../../src/trace/traced-router.ts'
import type { RouterAddress, RouterInterfaceItem, RouterItem } from '../../src/wire/router-items.ts'

const address = (ipAddress: string, cidr: string, gatewayIp: string | null): RouterAddress => ({
  ...{ ipAddress, cidr, gatewayIp, subnetId: cidr, ipVersion: ipAddress.includes(':') ? 6 : 4 },
  ...{ ipv6RaMode: null, ipv6AddressMode: null, dnsNameservers: [], hostRoutes: [] },
})

const interfaceOf = (
  portId: string,
  kind: RouterInterfaceItem['kind'],
  addresses: readonly RouterAddress[],
): RouterInterfaceItem => ({
  ...{ portId, kind, addresses, networkId: `net-${portId}`, macAddress: `fa:16:3e:00:00:0${portId.slice(-1)}` },
  ...{ mtu: 1500, adminStateUp: true, onLink: [] },
})

const RED = interfaceOf('port-a1', 'internal', [
  address('10.0.0.1', '10.0.0.0/24', '10.0.0.1'),
  address('fd00:a::1', 'fd00:a::/64', 'fd00:a::1'),
])
const BLUE = interfaceOf('port-b2', 'internal', [address('10.0.1.1', '10.0.1.0/24', '10.0.1.1')])
const OUT = interfaceOf('port-g3', 'gateway', [address('203.0.113.9', '203.0.113.0/24', '203.0.113.1')])

const floating: TracedSingle = {
  ...{ kind: 'floating-ip', id: 'f', key: 'floating-ip/f', revision: 4 },
  body: { id: 'f', floatingIp: '203.0.113.50', fixedIp: '10.0.0.5', portId: 'vm', networkId: OUT.networkId },
}
const forwarding = (
  externalPorts: readonly [number, number],
  internalPorts: readonly [number, number],
): TracedSingle => ({
  ...{ kind: 'port-forwarding', id: 'p', key: 'port-forwarding/p', revision: 2 },
  body: {
    ...{ id: 'p', floatingIpId: 'q', floatingIp: '203.0.113.60', protocol: 'tcp', internalIp: '10.0.1.5' },
    ...{ externalPorts, internalPorts },
  },
})

interface Given {
  readonly router?: Partial<RouterItem>
  readonly interfaces?: readonly RouterInterfaceItem[]
  readonly singles?: readonly TracedSingle[]
  readonly isActive?: boolean
}

function traced({ router = {}, interfaces = [RED, BLUE, OUT], singles = [], isActive = true }: Given): TracedRouter {
  const item: RouterItem = { id: 'r', projectId: 'p', adminStateUp: true, enableSnat: true, routes: [], ...router }
  const served = servedRouter(
    item,
    { interfaces, helpers: [], part: { portId: 'port-h4', priority: 250 }, isActive },
    'host1',
    {},
  )
  return {
    ...{ routerId: 'r', revision: 7, adminStateUp: item.adminStateUp, interfaces, served, singles },
    routes: served === undefined ? [] : renderRoutes(served, {}),
    inForce: () => ({}),
  }
}

type Ip = NonNullable<Frame['ip']>
const frame = (ip: Partial<Ip>): Frame => ({
  ...{ sourceMac: 'fa:16:3e:00:00:99', ethertype: 0x0800 },
  ip: {
    ...{ source: '10.0.0.5', destination: '10.0.1.5', protocol: 6, sourcePort: 40_000, destinationPort: 80 },
    ...ip,
  },
})

const go = (portId: string, ip: Partial<Ip>, given: Given = {}): PassageAnswer =>
  traceRouter(portId, frame(ip), traced(given))
const hopsOf = ({ hops, next }: PassageAnswer): readonly string[] =>
  [...hops, ...(next.kind === 'forwarded' ? next.hops : [])].map(({ hop, cause }) => `${hop}: ${cause.rule}`)
const forwarded = ({ next }: PassageAnswer): Extract<PassageAnswer['next'], { kind: 'forwarded' }> => {
  expect(next.kind).toBe('forwarded')
  return next as Extract<PassageAnswer['next'], { kind: 'forwarded' }>
}

describe('a packet at a router', () => {
  it('goes between two of its networks with its own addresses, from the MAC of the way out', () => {
    const answer = go('port-a1', {})
    expect(hopsOf(answer)).toEqual(['routing: in by qr-port-a1; 10.0.1.0/24 is on qr-port-b2'])
    expect(forwarded(answer)).toMatchObject({
      namespace: 'qrouter-r',
      nextHop: '10.0.1.5',
      passage: { object: 'router/r', inPortId: 'port-a1', outPortId: 'port-b2' },
      frame: { sourceMac: BLUE.macAddress, ip: { source: '10.0.0.5', destination: '10.0.1.5', sourcePort: 40_000 } },
    })
  })

  it('leaves by the gateway with the gateway’s address, and from whatever port the kernel chooses', () => {
    const answer = go('port-a1', { destination: '198.51.100.1' })
    expect(hopsOf(answer)).toEqual([
      'routing: in by qr-port-a1; default route by the gateway 0.0.0.0/0 via 203.0.113.1 on qg-port-g3',
      'SNAT: 10.0.0.5 leaves as 203.0.113.9, the gateway’s',
    ])
    const { frame: leaves, nextHop, passage } = forwarded(answer)
    expect(nextHop).toBe('203.0.113.1')
    expect(leaves.ip).toEqual({ source: '203.0.113.9', destination: '198.51.100.1', protocol: 6, destinationPort: 80 })
    expect(passage.frame.ip).toMatchObject({ source: '10.0.0.5', sourcePort: 40_000 })
  })

  it('leaves with its own address where SNAT is off, and says so', () => {
    const answer = go('port-a1', { destination: '198.51.100.1' }, { router: { enableSnat: false } })
    expect(hopsOf(answer)[1]).toBe('SNAT: enable_snat is false: it leaves with its own address')
    expect(forwarded(answer).frame.ip).toMatchObject({ source: '10.0.0.5', sourcePort: 40_000 })
  })

  it('comes in and goes out by a floating IP, which names its object and revision', () => {
    const inward = go('port-g3', { source: '203.0.113.1', destination: '203.0.113.50' }, { singles: [floating] })
    expect(inward.hops[0]).toMatchObject({
      hop: 'floating IP',
      cause: { object: 'floating-ip/f', revision: 4, rule: '203.0.113.50 leads to 10.0.0.5' },
    })
    expect(forwarded(inward).frame.ip).toMatchObject({ source: '203.0.113.1', destination: '10.0.0.5' })
    const outward = go('port-a1', { destination: '198.51.100.1' }, { singles: [floating] })
    expect(hopsOf(outward)[1]).toBe('floating IP: 10.0.0.5 leaves as 203.0.113.50')
    expect(forwarded(outward).frame.ip).toMatchObject({ source: '203.0.113.50', sourcePort: 40_000 })
  })

  it('from inside to a floating IP takes the gateway’s address, so that answers come back this way', () => {
    const answer = go('port-b2', { source: '10.0.1.7', destination: '203.0.113.50' }, { singles: [floating] })
    expect(forwarded(answer).frame.ip).toMatchObject({ source: '203.0.113.9', destination: '10.0.0.5' })
  })

  it.each<[string, readonly [number, number], readonly [number, number], number, number]>([
    ['one port', [8080, 8080], [80, 80], 8080, 80],
    ['a range to the same ports', [8000, 8010], [8000, 8010], 8005, 8005],
    ['a range to one port', [8000, 8010], [80, 80], 8005, 80],
    ['a range that is shifted', [8000, 8010], [9000, 9010], 8005, 9005],
  ])('comes in by a port forwarding of %s', (_, outside, inside, asked, wanted) => {
    const singles = [forwarding(outside, inside)]
    const to = { source: '203.0.113.1', destination: '203.0.113.60', destinationPort: asked }
    const answer = go('port-g3', to, { singles })
    expect(answer.hops[0]).toMatchObject({ hop: 'port forwarding', cause: { object: 'port-forwarding/p' } })
    expect(forwarded(answer).frame.ip).toMatchObject({ destination: '10.0.1.5', destinationPort: wanted })
    expect(go('port-g3', { ...to, destinationPort: 7 }, { singles })).toMatchObject({
      hops: [{ verdict: 'drop', cause: { rule: 'no port forwarding of 203.0.113.60 leads on from port 7' } }],
      next: { kind: 'dropped' },
    })
  })

  it('takes an extra route, and of two prefixes the longer', () => {
    const routes = [
      { destination: '198.51.100.0/24', nexthop: '10.0.1.77' },
      { destination: '198.51.0.0/16', nexthop: '10.0.1.66' },
    ]
    const answer = go('port-a1', { destination: '198.51.100.1' }, { router: { routes } })
    expect(hopsOf(answer)).toEqual([
      'routing: in by qr-port-a1; extra route 198.51.100.0/24 via 10.0.1.77 on qr-port-b2',
    ])
    expect(forwarded(answer).nextHop).toBe('10.0.1.77')
  })

  it('to the metadata address ends at the proxy, for guests alone, and only where one answers', () => {
    const metadata = { port: 9697, ipv6: false, socket: '/run/metadata.sock', user: 'nobody', group: 'nogroup' }
    const to = frame({ destination: '169.254.169.254' })
    const router = { ...traced({}), metadata }
    expect(traceRouter('port-a1', to, router)).toMatchObject({
      hops: [{ hop: 'metadata', verdict: 'pass', cause: { object: 'router/r' } }],
      next: { kind: 'delivered', portId: 'port-a1' },
    })
    for (const [port, other] of [
      ['port-a1', traced({})],
      ['port-g3', router],
    ] as const)
      expect(hopsOf(traceRouter(port, to, other))[0]).toContain('routing: in by')
  })

  it('at a host that stands by is dropped: another one has the router’s addresses', () => {
    const router = { ha: { virtualRouterId: 7, networkCidr: '169.254.192.0/18' } }
    const given = { router, interfaces: [RED, BLUE, OUT, interfaceOf('port-h4', 'ha', [])] }
    expect(go('port-a1', {}, { ...given, isActive: true }).next.kind).toBe('forwarded')
    expect(go('port-a1', {}, { ...given, isActive: false }).hops).toMatchObject([
      { verdict: 'drop', cause: { rule: 'this host stands by: another one of the router’s is active' } },
    ])
  })

  it('to an address of the router’s own ends there', () => {
    expect(go('port-a1', { destination: '10.0.1.1' }).next).toEqual({ kind: 'delivered', portId: 'port-b2' })
  })

  it.each<[string, Given, Partial<Ip>, string]>([
    [
      'without a route',
      { interfaces: [RED, BLUE] },
      { destination: '8.8.8.8' },
      'no route to 8.8.8.8: the router has no gateway',
    ],
    [
      'without a route of its family',
      {},
      { source: 'fd00:a::5', destination: '2001:db8::9' },
      'no route to 2001:db8::9: no IPv6 subnet of its external network has a gateway',
    ],
    ['of a router that is down', { router: { adminStateUp: false } }, {}, 'admin_state_up is false'],
    [
      'at an interface that is down',
      { interfaces: [{ ...RED, adminStateUp: false }, BLUE] },
      {},
      'its interface is down',
    ],
  ])('%s is dropped, and the trace says why', (_, given, ip, rule) => {
    const answer = go('port-a1', ip, given)
    expect(answer).toEqual({
      hops: [{ hop: 'routing', verdict: 'drop', cause: { object: 'router/r', revision: 7, rule } }],
      next: { kind: 'dropped' },
    })
  })
})

describe('an address of a network', () => {
  it('is answered for by the gateway’s port when it is the router’s, a floating IP’s or has ports that are forwarded', () => {
    const router = traced({ singles: [floating, forwarding([80, 80], [80, 80])] })
    for (const destination of ['203.0.113.9', '203.0.113.50', '203.0.113.60'])
      expect(takenBy({ destination }, router)).toBe('port-g3')
    expect(takenBy({ destination: '203.0.113.51' }, router)).toBeUndefined()
    expect(takenBy({ destination: '203.0.113.50' }, traced({ interfaces: [RED], singles: [floating] }))).toBeUndefined()
  })
})
