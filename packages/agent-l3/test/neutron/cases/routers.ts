import { by, type L3Request, NOBODY } from '../request.ts'

const [admin, alice, bob] = [by('admin'), by('alice'), by('bob')]

/** Bodies that are not one router. */
const SHAPES: readonly unknown[] = [{}, { router: null }, { router: [] }, { router: 'x' }, { foo: {} }, [], 'x']

const VALUES: readonly object[] = [
  { name: null },
  { name: 1 },
  { name: 'n'.repeat(256) },
  { description: null },
  { description: 'd'.repeat(300) },
  { admin_state_up: null },
  { admin_state_up: 'true' },
  { admin_state_up: 'yes' },
  { admin_state_up: 2 },
  { id: NOBODY },
  { status: 'ACTIVE' },
  { tenant_id: '{{bob}}' },
  { project_id: null },
  { routes: [] },
  { external_gateway_info: null },
  { external_gateway_info: {} },
  { external_gateway_info: [] },
  { external_gateway_info: 'x' },
  { external_gateway_info: { network_id: null } },
  { external_gateway_info: { network_id: 'x' } },
  { external_gateway_info: { network_id: NOBODY } },
  { external_gateway_info: { network_id: '{{an}}' } },
  { external_gateway_info: { network_id: '{{ext}}', foo: 1 } },
  { external_gateway_info: { network_id: '{{ext}}', enable_snat: false } },
  { external_gateway_info: { network_id: '{{ext}}', external_fixed_ips: [{ ip_address: '203.0.113.7' }] } },
  { external_gateway_info: { network_id: '{{ext}}', external_fixed_ips: 'x' } },
  { external_gateway_info: { network_id: '{{ext}}', external_fixed_ips: null } },
  { external_gateway_info: { network_id: '{{ext}}', qos_policy_id: null } },
  { ha: false },
  { ha: null },
  { ha: 'x' },
  { distributed: false },
  { distributed: 'x' },
  { availability_zone_hints: [] },
  { availability_zone_hints: ['nowhere'] },
  { availability_zone_hints: 'x' },
  { availability_zone_hints: null },
  { availability_zone_hints: ['a', 'b'] },
  { flavor_id: NOBODY },
  { tags: ['red'] },
  { revision_number: 5 },
  { conntrack_helpers: [] },
  { foo: 1 },
]

const match = (request: L3Request, revision: string): L3Request => ({ ...request, headers: { 'If-Match': revision } })

export const ROUTERS: readonly L3Request[] = [
  ...SHAPES.map((body) => alice('POST', '/routers', body)),
  ...VALUES.map((value) => alice('POST', '/routers', { router: value })),
  ...VALUES.slice(20, 33).map((value) => admin('POST', '/routers', { router: value })),
  alice('POST', '/routers', { router: { name: 'ra', description: 'first' } }, 'ra'),
  bob('POST', '/routers', { router: { name: 'rb' } }, 'rb'),
  ...SHAPES.map((body) => alice('PUT', '/routers/{{ra}}', body)),
  ...VALUES.map((value) => alice('PUT', '/routers/{{ra}}', { router: value })),
  alice('PUT', '/routers/{{ra}}', { router: { external_gateway_info: null, admin_state_up: true, name: 'ra' } }),
  ...(['GET', 'DELETE'] as const).flatMap((method) => [
    alice(method, '/routers/{{rb}}'),
    alice(method, `/routers/${NOBODY}`),
    alice(method, '/routers/x'),
  ]),
  bob('PUT', '/routers/{{ra}}', { router: { name: 'mine' } }),
  bob('PUT', `/routers/${NOBODY}`, { router: { name: 'mine' } }),
  match(alice('PUT', '/routers/{{ra}}', { router: { name: 'ra' } }), 'revision_number=999'),
  match(alice('PUT', '/routers/{{ra}}', { router: { name: 'ra' } }), 'revision_number=x'),
  match(alice('PUT', '/routers/{{ra}}', { router: { name: 'ra' } }), 'x'),
  match(alice('DELETE', '/routers/{{ra}}'), 'revision_number=999'),
  ...[{ routers: [] }, { routers: [{}, {}] }, { routers: [{ name: 'one' }, { name: 1 }] }, { routers: 'x' }].map(
    (body) => alice('POST', '/routers', body),
  ),
  alice('POST', '/routers', {
    routers: [{ name: 'one' }, { name: 'two', external_gateway_info: { network_id: NOBODY } }],
  }),
  bob('PUT', '/routers/{{rb}}', { routers: [{ name: 'one' }] }),
]
