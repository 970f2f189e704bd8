import { RESOURCES } from '@netloom/api'
import { describeApiDeclaration } from '@netloom/testing/conformance'
import { serviceApi } from '../../src/api/index.ts'
import { routers } from '../../src/index.ts'

const ID = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describeApiDeclaration('routers', {
  open: () =>
    Promise.resolve({
      api: serviceApi,
      others: RESOURCES,
      module: routers(),
      examples: {
        router: {
          create: {
            name: 'r1',
            external_gateway_info: { network_id: ID, enable_snat: false, external_fixed_ips: [{ subnet_id: ID }] },
            availability_zone_hints: ['nova'],
          },
          update: { external_gateway_info: {}, routes: [{ destination: '10.1.0.0/16', nexthop: '10.0.0.9' }] },
        },
        floatingip: {
          create: { floating_network_id: ID, port_id: ID, fixed_ip_address: '10.0.0.9' },
          update: { port_id: null },
        },
        port_forwarding: {
          create: { protocol: 'tcp', external_port: 80, internal_port: 8080, internal_port_id: ID },
          update: { external_port_range: '80:90', internal_port_range: '80:90' },
        },
        conntrack_helper: { create: { protocol: 'tcp', port: 21, helper: 'ftp' }, update: { port: 2121 } },
      },
    }),
})
