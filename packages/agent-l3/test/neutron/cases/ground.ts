import { by, type L3Request } from '../request.ts'

const [admin, alice, bob] = [by('admin'), by('alice'), by('bob')]
const subnet = (network: string, cidr: string, more: object = {}): object => ({
  subnet: {
    ...{ network_id: `{{${network}}}`, cidr, ip_version: cidr.includes(':') ? 6 : 4, enable_dhcp: false },
    ...more,
  },
})
const port = (network: string, subnetId: string, address: string): object => ({
  port: {
    ...{ network_id: `{{${network}}}`, name: address, device_owner: 'compute:nova' },
    fixed_ips: [{ subnet_id: `{{${subnetId}}}`, ip_address: address }],
  },
})

/** Two projects with networks of the same prefix, two external networks, one shared one. */
export const TENANTS: readonly L3Request[] = [
  admin('POST', '/networks', { network: { name: 'ext', 'router:external': true } }, 'ext'),
  admin('POST', '/subnets', subnet('ext', '203.0.113.0/24'), 'extsub'),
  admin('POST', '/networks', { network: { name: 'ext2', 'router:external': true } }, 'ext2'),
  admin('POST', '/subnets', subnet('ext2', '198.51.100.0/24'), 'ext2sub'),
  admin('POST', '/networks', { network: { name: 'common', shared: true } }, 'common'),
  admin('POST', '/subnets', subnet('common', '10.50.0.0/24'), 'commonsub'),
  alice('POST', '/networks', { network: { name: 'an' } }, 'an'),
  alice('POST', '/subnets', subnet('an', '10.0.0.0/24'), 'asub'),
  alice('POST', '/networks', { network: { name: 'an2' } }, 'an2'),
  alice('POST', '/subnets', subnet('an2', '10.1.0.0/24'), 'asub2'),
  alice('POST', '/subnets', subnet('an2', '2001:db8:2::/64'), 'asix'),
  alice('POST', '/subnets', subnet('an2', '2001:db8:3::/64', { gateway_ip: null }), 'asixbare'),
  alice('POST', '/ports', port('an', 'asub', '10.0.0.51'), 'avm1'),
  alice('POST', '/ports', port('an', 'asub', '10.0.0.52'), 'avm2'),
  alice('POST', '/ports', port('an2', 'asub2', '10.1.0.51'), 'avm3'),
  bob('POST', '/networks', { network: { name: 'bn' } }, 'bn'),
  bob('POST', '/subnets', subnet('bn', '10.0.0.0/24'), 'bsub'),
  bob('POST', '/ports', port('bn', 'bsub', '10.0.0.51'), 'bvm1'),
]
