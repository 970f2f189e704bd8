/** Ids of one project's objects, by plural name. */
export type Ids = Readonly<Record<string, string>>

type Sample = (ids: Ids) => Readonly<Record<string, unknown>>

/** What a project makes of each resource, in an order in which it can be made. A resource that is not here is created with `name`. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  networks: () => ({ name: 'net', description: 'secret' }),
  subnets: ({ networks }) => ({ name: 'sub', network_id: networks, ip_version: 4, cidr: '10.7.0.0/24' }),
  ports: ({ networks }) => ({
    name: 'port',
    network_id: networks,
    fixed_ips: [{ ip_address: '10.7.0.77' }],
    mac_address: '02:00:00:00:07:77',
    device_id: 'vm',
    tags: ['red'],
  }),
  subnetpools: () => ({ name: 'pool', prefixes: ['10.64.0.0/16'], default_prefixlen: 26 }),
  address_scopes: () => ({ name: 'scope', ip_version: 4 }),
  segments: ({ networks }) => ({ network_id: networks, network_type: 'vxlan', name: 'seg' }),
  rbac_policies: ({ networks }) => ({
    object_type: 'network',
    object_id: networks,
    action: 'access_as_shared',
    target_tenant: 'c',
  }),
  address_groups: () => ({ name: 'group', addresses: ['10.9.0.0/24'] }),
  security_group_rules: ({ security_groups }) => ({ security_group_id: security_groups, direction: 'ingress' }),
  policies: () => ({ name: 'policy' }),
  bandwidth_limit_rules: () => ({ max_kbps: 1000 }),
  dscp_marking_rules: () => ({ dscp_mark: 8 }),
  minimum_bandwidth_rules: () => ({ min_kbps: 1000, direction: 'egress' }),
  minimum_packet_rate_rules: () => ({ min_kpps: 10, direction: 'egress' }),
  packet_rate_limit_rules: () => ({ max_kpps: 10 }),
  // a port that is no parent yet is made beside: see `makeWorld`
  trunks: ({ parent }) => ({ name: 'trunk', port_id: parent }),
  routers: ({ external }) => ({ name: 'router', external_gateway_info: { network_id: external } }),
  floatingips: ({ external }) => ({ floating_network_id: external, description: 'secret' }),
  port_forwardings: ({ ports }) => ({
    protocol: 'tcp',
    external_port: 2222,
    internal_port: 22,
    internal_port_id: ports,
    internal_ip_address: '10.7.0.77',
  }),
  conntrack_helpers: () => ({ protocol: 'tcp', port: 21, helper: 'ftp' }),
}

/** What only an administrator makes, for a project. */
export const MADE_BY_ADMIN: ReadonlySet<string> = new Set([
  'segments',
  'policies',
  'bandwidth_limit_rules',
  'dscp_marking_rules',
  'minimum_bandwidth_rules',
  'minimum_packet_rate_rules',
  'packet_rate_limit_rules',
])

/** Bodies of actions, by the name of their rule, which they accept. */
export const ACTION_BODIES: Readonly<Record<string, Sample>> = {
  add_prefixes: () => ({ prefixes: ['10.65.0.0/16'] }),
  remove_prefixes: () => ({ prefixes: ['10.65.0.0/16'] }),
  onboard_network_subnets: ({ networks }) => ({ network_id: networks }),
  'create_dhcp-network': ({ networks }) => ({ network_id: networks }),
  add_addresses: () => ({ addresses: ['10.10.0.0/24'] }),
  remove_addresses: () => ({ addresses: ['10.10.0.0/24'] }),
  add_subports: ({ ports }) => ({ sub_ports: [{ port_id: ports, segmentation_type: 'vlan', segmentation_id: 7 }] }),
  add_router_interface: ({ subnets }) => ({ subnet_id: subnets }),
  remove_router_interface: ({ subnets }) => ({ subnet_id: subnets }),
  add_extraroutes: () => ({ router: { routes: [{ destination: '10.99.0.0/16', nexthop: '10.7.0.9' }] } }),
  remove_extraroutes: () => ({ router: { routes: [{ destination: '10.99.0.0/16', nexthop: '10.7.0.9' }] } }),
  'create_l3-router': ({ routers }) => ({ router_id: routers }),
  remove_subports: ({ ports }) => ({ sub_ports: [{ port_id: ports }] }),
}

export function actionBody(rule: string, ids: Ids): object {
  return ACTION_BODIES[rule]?.(ids) ?? (rule.endsWith('_tags') ? { tags: ['green'] } : {})
}
