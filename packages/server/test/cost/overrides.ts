import { LIMITS } from '@netloom/core/kit'
import { address, type Json, type Reference } from './largest-value.ts'

type Attributes = (n: number, reference: Reference) => Json

/** What a rule lets pass, but for its port. */
const RULE = {
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  remote_ip_prefix: undefined,
  remote_group_id: undefined,
  remote_address_group_id: undefined,
}
/** A port for each, so that no rule is there twice. */
const portOf = (n: number): Json => ({ port_range_min: 1 + n, port_range_max: 1 + n })

/** Attributes that a value of the right type alone does not make acceptable; undefined = left out. */
export const LARGEST: Readonly<Record<string, Attributes>> = {
  networks: (n) => ({
    is_default: undefined,
    qos_policy_id: undefined,
    dns_domain: undefined,
    mtu: undefined,
    availability_zone_hints: undefined,
    'provider:network_type': undefined,
    'provider:physical_network': undefined,
    'provider:segmentation_id': undefined,
    segments: Array.from({ length: LIMITS.segments }, (_, index) => ({
      'provider:network_type': 'vxlan',
      'provider:segmentation_id': 20_000 + n * LIMITS.segments + index,
    })),
  }),
  subnets: (n, reference) => ({
    network_id: reference('network_id', 5 + n),
    subnetpool_id: undefined,
    use_default_subnetpool: undefined,
    prefixlen: undefined,
    segment_id: undefined,
    ipv6_ra_mode: undefined,
    ipv6_address_mode: undefined,
    gateway_ip: undefined,
    cidr: `11.${String(n)}.0.0/16`,
    service_types: Array.from({ length: LIMITS.serviceTypes }, (_, index) => `compute:${String(index)}`),
    allocation_pools: Array.from({ length: LIMITS.allocationPools }, (_, index) => {
      const end = `11.${String(n)}.${String(index >> 4)}.${String((index & 15) * 16 + 4)}`
      return { start: end, end }
    }),
    dns_nameservers: Array.from({ length: 5 }, (_, index) => address(index)),
    host_routes: Array.from({ length: 20 }, (_, index) => ({
      destination: `12.0.${String(index)}.0/24`,
      nexthop: '10.0.0.9',
    })),
  }),
  ports: (n, reference) => ({
    network_id: reference('network_id', 0),
    qos_policy_id: undefined,
    dns_name: undefined,
    dns_domain: undefined,
    device_owner: 'compute:nova',
    port_security_enabled: true,
    security_groups: [],
    fixed_ips: Array.from({ length: LIMITS.fixedIps }, (_, index) => ({
      ip_address: address(200 * 256 + n * LIMITS.fixedIps + index),
    })),
    allowed_address_pairs: Array.from({ length: 10 }, (_, index) => ({ ip_address: address(index) })),
  }),
  subnetpools: () => ({
    min_prefixlen: undefined,
    max_prefixlen: undefined,
    default_prefixlen: undefined,
    default_quota: undefined,
    address_scope_id: undefined,
    is_default: false,
  }),
  segments: (n) => ({ network_type: 'vxlan', segmentation_id: 200_000 + n, physical_network: undefined }),
  rbac_policies: (n) => ({ action: 'access_as_shared', object_type: 'network', target_tenant: `p${String(n)}` }),
  trunks: (n, reference) => ({
    port_id: reference('port_id', 2_500 + n),
    sub_ports: Array.from({ length: LIMITS.subports }, (_, index) => ({
      port_id: reference('port_id', 3_000 + index),
      segmentation_type: 'vlan',
      segmentation_id: index + 1,
    })),
  }),
  policies: () => ({ is_default: false }),
  address_groups: () => ({}),
  security_groups: (n) => ({ name: `group ${String(n)}` }),
  security_group_rules: (n, reference) => ({
    ...RULE,
    security_group_id: reference('security_group_id', 0),
    ...portOf(n),
  }),
  default_security_group_rules: (n) => ({
    ...RULE,
    ...portOf(n),
    used_in_default_sg: false,
    used_in_non_default_sg: false,
  }),
  address_scopes: () => ({}),
}

/** The least that makes an object, for as many of them as one request may have. */
export const SMALLEST: Readonly<Record<string, Attributes>> = {
  networks: () => ({}),
  subnets: (n, reference) => ({
    network_id: reference('bulk_network_id', 0),
    ip_version: 4,
    cidr: `10.${String(n >> 8)}.${String(n & 255)}.0/24`,
  }),
  ports: (_, reference) => ({ network_id: reference('network_id', 0) }),
  subnetpools: (n) => ({ name: `pool ${String(n)}`, prefixes: ['10.0.0.0/8'] }),
  segments: (n, reference) => ({
    network_id: reference('network_id', 10 + (n % 10)),
    network_type: 'vxlan',
    segmentation_id: 100_000 + n,
  }),
  rbac_policies: (n, reference) => ({
    ...{ action: 'access_as_shared', object_type: 'network', target_tenant: `b${String(n)}` },
    object_id: reference('network_id', 0),
  }),
  trunks: (n, reference) => ({ port_id: reference('port_id', n) }),
  policies: (n) => ({ name: `policy ${String(n)}` }),
  address_groups: (n) => ({ name: `group ${String(n)}` }),
  security_groups: (n) => ({ name: `small ${String(n)}` }),
  security_group_rules: (n, reference) => ({
    direction: 'ingress',
    protocol: 'udp',
    security_group_id: reference('security_group_id', 1),
    ...portOf(n),
  }),
  default_security_group_rules: (n) => ({
    direction: 'ingress',
    protocol: 'udp',
    ...portOf(n),
    used_in_non_default_sg: false,
  }),
  address_scopes: () => ({ ip_version: 4 }),
}
