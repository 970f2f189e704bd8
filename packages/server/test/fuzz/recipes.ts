import type { SeededDraws } from './seeded-draws.ts'
import type { Known } from './known.ts'

type Body = Readonly<Record<string, unknown>>
type Recipe = (dice: SeededDraws, known: Known) => Body

const groups = (dice: SeededDraws, known: Known): readonly unknown[] =>
  Array.from({ length: dice.below(3) }, () => known.one(dice, 'security_groups')?.id)

/** What a rule lets pass. */
const match = (dice: SeededDraws, known: Known): Body => ({
  direction: dice.pick(['ingress', 'egress']),
  ethertype: dice.pick(['IPv4', 'IPv4', 'IPv6']),
  ...dice.pick<Body>([
    {},
    { protocol: dice.pick(['tcp', 'udp', 6]), port_range_min: dice.below(9), port_range_max: 9 },
    { protocol: dice.below(256) },
    { protocol: 'icmp', port_range_min: dice.below(9) },
    { remote_group_id: known.one(dice, 'security_groups')?.id },
    { remote_address_group_id: known.one(dice, 'address_groups')?.id },
    { remote_ip_prefix: dice.pick(['10.0.0.0/8', '10.1.2.3', '2001:db8::/32', '0.0.0.0/0']) },
  ]),
})

/** Attributes that only make sense together; the rest comes from the declarations. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  networks: (dice) =>
    dice.pick<Body>([
      {},
      {},
      { 'provider:network_type': 'vxlan', 'provider:segmentation_id': 1 + dice.below(40) },
      { 'provider:network_type': 'flat', 'provider:physical_network': `physnet${String(dice.below(4))}` },
      { 'provider:network_type': 'local' },
      { shared: true },
    ]),
  subnets: (dice, known) => {
    const network_id = known.one(dice, 'networks')?.id
    const third = String(dice.below(8))
    return dice.pick<Body>([
      { network_id, ip_version: 4, cidr: `10.0.${third}.0/24` },
      { network_id, ip_version: 4, cidr: `10.0.${third}.${String(dice.below(16) * 16)}/28`, enable_dhcp: false },
      { network_id, ip_version: 4, cidr: `10.0.${third}.0/29`, gateway_ip: null },
      { network_id, ip_version: 6, cidr: `2001:db8:${third}::/64` },
      {
        network_id,
        ip_version: 6,
        cidr: `2001:db8:${third}::/64`,
        ipv6_address_mode: dice.pick(['slaac', 'dhcpv6-stateless', 'dhcpv6-stateful']),
      },
      { network_id, ip_version: 4, subnetpool_id: known.one(dice, 'subnetpools')?.id, prefixlen: 26 + dice.below(4) },
      {
        network_id,
        ip_version: 4,
        cidr: `10.0.${third}.0/24`,
        allocation_pools: [
          { start: `10.0.${third}.${String(dice.below(20))}`, end: `10.0.${third}.${String(20 + dice.below(20))}` },
          { start: `10.0.${third}.${String(38 + dice.below(9))}`, end: `10.0.${third}.60` },
        ],
      },
    ])
  },
  ports: (dice, known) => {
    const subnet = known.one(dice, 'subnets')?.shown
    const network_id = dice.chance(0.7) && subnet !== undefined ? subnet['network_id'] : known.one(dice, 'networks')?.id
    const [base = '10.0.0.0'] = typeof subnet?.['cidr'] === 'string' ? subnet['cidr'].split('/') : []
    const inside = base.includes(':') ? `${base}${dice.hex(1)}` : base.replace(/\d+$/, String(dice.below(20)))
    return dice.pick<Body>([
      { network_id },
      { network_id, fixed_ips: [{ subnet_id: subnet?.['id'] }] },
      { network_id, fixed_ips: [{ ip_address: inside }] },
      { network_id, fixed_ips: [{ subnet_id: subnet?.['id'], ip_address: inside }] },
      { network_id, fixed_ips: [] },
      { network_id, mac_address: `fa:16:3e:00:00:0${dice.hex(1)}` },
      { network_id, 'binding:host_id': dice.pick(['host1', 'host2']), device_owner: 'compute:nova' },
      { network_id, device_owner: 'network:dhcp', device_id: 'dhcp' },
      { network_id, security_groups: groups(dice, known) },
      { network_id, security_groups: groups(dice, known), 'binding:host_id': 'host1' },
      { network_id, port_security_enabled: false },
    ])
  },
  subnetpools: (dice) => ({
    name: 'pool',
    prefixes: [`10.${String(1 + dice.below(20))}.0.0/16`],
    default_prefixlen: 26,
    min_prefixlen: 8,
  }),
  address_scopes: (dice) => ({ name: 'scope', ip_version: dice.pick([4, 6]) }),
  policies: () => ({ name: 'policy' }),
  bandwidth_limit_rules: (dice) => ({ max_kbps: dice.below(9_000), direction: dice.pick(['egress', 'ingress']) }),
  dscp_marking_rules: (dice) => ({ dscp_mark: dice.pick([0, 8, 10, 46, 56]) }),
  minimum_bandwidth_rules: (dice) => ({ min_kbps: dice.below(9_000), direction: 'egress' }),
  trunks: (dice, known) => ({
    port_id: known.one(dice, 'ports')?.id,
    sub_ports: Array.from({ length: dice.below(3) }, () => ({
      port_id: known.one(dice, 'ports')?.id,
      segmentation_type: 'vlan',
      segmentation_id: dice.below(9),
    })),
  }),
  address_groups: (dice) => ({ addresses: [`10.9.${String(dice.below(9))}.0/24`] }),
  security_groups: (dice) => ({
    name: dice.pick(['web', 'db', 'default']),
    ...(dice.chance(0.2) && { stateful: false }),
  }),
  security_group_rules: (dice, known) => ({
    security_group_id: known.one(dice, 'security_groups')?.id,
    ...match(dice, known),
  }),
  default_security_group_rules: (dice, known) => ({
    ...match(dice, known),
    ...(dice.chance(0.3) && { remote_group_id: 'PARENT' }),
    used_in_default_sg: dice.chance(0.5),
  }),
  rbac_policies: (dice, known) => {
    const [object_type, plural] = dice.pick<readonly [string, string]>([
      ['network', 'networks'],
      ['subnetpool', 'subnetpools'],
      ['address_scope', 'address_scopes'],
      ['qos_policy', 'policies'],
      ['security_group', 'security_groups'],
      ['address_group', 'address_groups'],
    ])
    const action =
      object_type === 'network' ? dice.pick(['access_as_shared', 'access_as_external']) : 'access_as_shared'
    return {
      object_type,
      object_id: known.one(dice, plural)?.id,
      action,
      target_tenant: dice.pick(['*', 'a', 'b']),
    }
  },
  segments: (dice, known) => ({
    network_id: known.one(dice, 'networks')?.id,
    network_type: 'vxlan',
    segmentation_id: 50 + dice.below(40),
  }),
}
