import type { Subnet } from '@netloom/core'
import { ADMIN, MEMBER, READER } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { cidr, ipAddressOrNull, toPrefix } from '../values/addresses.ts'
import { boolean } from '../values/boolean.ts'
import { integer } from '../values/integer.ts'
import { ipVersion } from '../values/ip-version.ts'
import { oneOf } from '../values/one-of.ts'
import { serviceTypes } from '../values/service-types.ts'
import { allocationPools, hostRoutes, nameservers } from '../values/subnet-parts.ts'
import { text } from '../values/text.ts'
import { uuid, uuidOrNull } from '../values/uuid.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'

const mode = oneOf('dhcpv6-stateful', 'dhcpv6-stateless', 'slaac')
/** Neutron shows null where IPv4 is spoken. */
const MODE_OR_NULL = { enum: ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac', null] }
const ADMIN_WRITES = { create: ADMIN, update: ADMIN, default: null }

/** `/v2.0/subnets` */
export const subnetResource: Resource = defineResource<Subnet>({
  name: 'subnet',
  plural: 'subnets',
  summary: 'A block of IP addresses on a network.',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ subnets }) => subnets,
  attributes: {
    ...identity<Subnet>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    ip_version: { type: ipVersion, post: 'required', filter: true, sort: true },
    network_id: { type: uuid, post: 'required', filter: true, sort: true },
    subnetpool_id: { type: uuidOrNull, post: 'allowed', filter: true, sort: true },
    use_default_subnetpool: { type: boolean, post: 'allowed', writeOnly: true },
    prefixlen: { type: integer({ min: 0 }), field: 'prefixLength', post: 'allowed', writeOnly: true },
    cidr: {
      type: cidr,
      post: 'allowed',
      filterAs: (texts) => ({ cidr: texts.map(toPrefix) }),
      sort: true,
    },
    gateway_ip: { type: ipAddressOrNull, post: 'allowed', put: 'allowed', filter: true, sort: true },
    allocation_pools: { type: allocationPools, post: 'allowed', put: 'allowed' },
    dns_nameservers: { type: nameservers, post: 'allowed', put: 'allowed' },
    host_routes: { type: hostRoutes, post: 'allowed', put: 'allowed' },
    ...ownership<Subnet>(),
    enable_dhcp: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
    ipv6_ra_mode: { type: mode, answers: MODE_OR_NULL, post: 'allowed', filter: true, sort: true },
    ipv6_address_mode: { type: mode, answers: MODE_OR_NULL, post: 'allowed', filter: true, sort: true },
    segment_id: {
      type: uuidOrNull,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      sort: true,
      policy: { ...ADMIN_WRITES, read: ADMIN },
    },
    service_types: { type: serviceTypes, post: 'allowed', put: 'allowed' },
    // as its network is: lists can be asked for it, answers do not show it
    shared: { type: boolean, filter: true, writeOnly: true },
    ...standardAttributes<Subnet>(),
  },
})
