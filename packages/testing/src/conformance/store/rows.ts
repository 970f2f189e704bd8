import type { Schema } from '@netloom/core/store'

const standard = {
  description: '',
  tags: '[]',
  revision_number: 1,
  created_at: '2030-01-01T00:00:00Z',
  updated_at: '2030-01-01T00:00:00Z',
}

export const networkRow = (id: string): Schema['networks'] => ({
  ...standard,
  id,
  project_id: 'project',
  name: id,
  admin_state_up: 1,
  status: 'ACTIVE',
  shared: 0,
  router_external: 0,
  mtu: 1450,
  port_security_enabled: 1,
  is_default: 0,
  availability_zone_hints: '[]',
  dns_domain: '',
  qos_policy_id: null,
})

export const subnetRow = (id: string, network: string): Schema['subnets'] => ({
  ...standard,
  id,
  network_id: network,
  project_id: 'project',
  name: id,
  ip_version: 4,
  cidr: '10.0.0.0/24',
  gateway_ip: null,
  enable_dhcp: 1,
  allocation_pools: '[]',
  dns_nameservers: '[]',
  host_routes: '[]',
  ipv6_ra_mode: null,
  ipv6_address_mode: null,
  segment_id: null,
  subnetpool_id: null,
  service_types: '[]',
})

export const portRow = (id: string, network: string, mac: string): Schema['ports'] => ({
  ...standard,
  id,
  network_id: network,
  project_id: 'project',
  name: '',
  mac_address: mac,
  admin_state_up: 1,
  status: 'DOWN',
  device_id: '',
  device_owner: '',
  allowed_address_pairs: '[]',
  port_security_enabled: 1,
  extra_dhcp_opts: '[]',
  dns_name: '',
  dns_domain: '',
  qos_policy_id: null,
  data_plane_status: null,
  propagate_uplink_status: 0,
  qos_network_policy_id: null,
  trunk_id: null,
})
