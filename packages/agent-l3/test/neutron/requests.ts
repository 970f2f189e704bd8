import { type L3Request, NOBODY } from './request.ts'

/** The same numbers from the same seed, everywhere: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const network = (save: string, more: object = {}): L3Request => ({
  ...{ method: 'POST', path: '/networks', save },
  body: { network: { name: save, ...more } },
})
const subnet = (save: string, network_id: string, cidr: string, more: object = {}): L3Request => ({
  ...{ method: 'POST', path: '/subnets', save },
  body: { subnet: { network_id, cidr, ip_version: cidr.includes(':') ? 6 : 4, enable_dhcp: false, ...more } },
})
const port = (save: string, network_id: string, more: object = {}): L3Request => ({
  ...{ method: 'POST', path: '/ports', save },
  body: { port: { network_id, name: save, ...more } },
})
const router = (save: string, more: object = {}): L3Request => ({
  ...{ method: 'POST', path: '/routers', save },
  body: { router: { name: save, ...more } },
})

/** A small cloud to ask in: one network outside, four inside, ports with one, two and no addresses. */
const GROUND: readonly L3Request[] = [
  network('out', { 'router:external': true }),
  subnet('outsub', '{{out}}', '203.0.113.0/24'),
  network('out6', { 'router:external': true }),
  subnet('out6sub', '{{out6}}', '2001:db8:ff::/64'),
  ...['a', 'b', 'c'].flatMap((name, index) => [
    network(name),
    subnet(`${name}sub`, `{{${name}}}`, `10.${String(index)}.0.0/24`),
    port(`${name}1`, `{{${name}}}`, {
      fixed_ips: [{ subnet_id: `{{${name}sub}}`, ip_address: `10.${String(index)}.0.51` }],
    }),
    port(`${name}2`, `{{${name}}}`, {
      fixed_ips: [{ subnet_id: `{{${name}sub}}`, ip_address: `10.${String(index)}.0.52` }],
    }),
  ]),
  network('d'),
  subnet('dsub', '{{d}}', '10.0.0.128/25'),
  subnet('bare', '{{d}}', '10.9.0.0/24', { gateway_ip: null }),
  subnet('six', '{{d}}', '2001:db8:d::/64'),
  port('two', '{{a}}', {
    fixed_ips: [
      { subnet_id: '{{asub}}', ip_address: '10.0.0.61' },
      { subnet_id: '{{asub}}', ip_address: '10.0.0.62' },
    ],
  }),
  port('none', '{{a}}', { fixed_ips: [] }),
  router('r0', { external_gateway_info: { network_id: '{{out}}' } }),
  router('r1'),
  router('r2', { admin_state_up: false, description: 'down' }),
]

const NETWORKS = ['{{out}}', '{{out}}', '{{out}}', '{{out}}', '{{a}}', '{{out6}}', NOBODY, 'x']
const SUBNETS = ['{{asub}}', '{{bsub}}', '{{csub}}', '{{dsub}}', '{{bare}}', '{{six}}', NOBODY, 'x']
const PORTS = ['{{a1}}', '{{b1}}', '{{a2}}', '{{b2}}', '{{c1}}', '{{two}}', '{{none}}', NOBODY, 'x', null]
const ROUTERS = ['{{r0}}', '{{r0}}', '{{r1}}', '{{r2}}', NOBODY]
const FIXED = ['10.0.0.51', '10.1.0.51', '10.0.0.61', '10.0.0.99', '2001:db8::1', 'x', null]
const NEXTHOPS = ['10.0.0.9', '10.1.0.9', '203.0.113.9', '10.0.0.1', '172.16.0.1', 'x']

/** So many requests for routers and floating IPs, good ones and bad ones, in one order. */
export function l3Requests(count: number, seed: number): readonly L3Request[] {
  const below = dice(seed)
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const now = (percent: number): boolean => below(100) < percent
  let fips = 0
  const fip = (): string => (fips === 0 || now(6) ? NOBODY : `{{f${String(below(fips))}}}`)
  const gateway = (): unknown =>
    now(10)
      ? one([null, {}, 'x', { enable_snat: true }, { network_id: '{{out}}', foo: 1 }])
      : {
          network_id: one(NETWORKS),
          ...(now(30) && { enable_snat: one([true, false, 'False', 'x', null]) }),
          ...(now(20) && {
            external_fixed_ips: one([
              [{ ip_address: '203.0.113.1' }],
              [{ subnet_id: '{{outsub}}' }],
              [{ ip_address: '192.0.2.1' }],
              [],
            ]),
          }),
        }
  const attach = (): object => ({
    ...(now(75) && { subnet_id: one(SUBNETS) }),
    ...(now(35) && { port_id: one(PORTS.filter((id) => id !== null)) }),
  })
  const association = (): object => ({
    ...(now(75) && { port_id: one(PORTS) }),
    ...(now(25) && { fixed_ip_address: one(FIXED) }),
  })
  const kinds: readonly (() => L3Request)[] = [
    () => ({ method: 'PUT', path: `/routers/${one(ROUTERS)}/add_router_interface`, body: attach() }),
    () => ({ method: 'PUT', path: `/routers/${one(ROUTERS)}/add_router_interface`, body: attach() }),
    () => ({ method: 'PUT', path: `/routers/${one(ROUTERS)}/remove_router_interface`, body: attach() }),
    () => ({ method: 'PUT', path: `/routers/${one(ROUTERS)}`, body: { router: { external_gateway_info: gateway() } } }),
    () => ({
      method: 'PUT',
      path: `/routers/${one(ROUTERS)}`,
      body: {
        router: {
          routes: one([
            [],
            null,
            'x',
            [{ destination: '192.168.0.0/24', nexthop: one(NEXTHOPS) }],
            [{ destination: 'x' }],
          ]),
        },
      },
    }),
    () => ({
      method: 'POST',
      path: '/floatingips',
      save: `f${String(fips++)}`,
      body: {
        floatingip: {
          floating_network_id: one(NETWORKS),
          ...(now(60) && association()),
          ...(now(10) && { subnet_id: one(['{{outsub}}', '{{asub}}', null]) }),
        },
      },
    }),
    () => ({ method: 'PUT', path: `/floatingips/${fip()}`, body: { floatingip: now(10) ? {} : association() } }),
    () => ({ method: 'PUT', path: `/floatingips/${fip()}`, body: { floatingip: association() } }),
    () => ({ method: 'DELETE', path: `/floatingips/${fip()}` }),
    () => ({ method: 'DELETE', path: `/routers/${one(['{{r2}}', '{{r0}}', NOBODY])}` }),
    () =>
      router(
        'x',
        one([{ name: 1 }, { admin_state_up: 'maybe' }, { routes: [] }, { external_gateway_info: gateway() }]),
      ),
  ]
  return [...GROUND, ...Array.from({ length: count }, () => one(kinds)())]
}

export const GENERATED: readonly L3Request[] = l3Requests(220, 17)
