import { InvalidInputError, type Port } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import {
  ADMIN_OR_DATA_PLANE_INTEGRATOR,
  ADMIN_OR_SERVICE,
  MEMBER_OR_SERVICE,
  NETWORK_OWNER,
  NETWORK_OWNER_FOR_NETWORK_DEVICES,
  NETWORK_USER,
  READER,
} from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { macAddress } from '../values/addresses.ts'
import { boolean } from '../values/boolean.ts'
import { dnsAssignment } from '../values/dns-assignment.ts'
import { domainName, hostName } from '../values/domain-name.ts'
import { oneOf } from '../values/one-of.ts'
import { addressPairs, dhcpOptions, fixedIps } from '../values/port-parts.ts'
import { noSecurityGroups } from '../values/security-groups.ts'
import { shown } from '../values/shown.ts'
import { bindingProfile } from '../values/structures.ts'
import { newTags } from '../values/tag-list.ts'
import { looseText, text } from '../values/text.ts'
import { uuid, uuidOrNull } from '../values/uuid.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'
import { subportAsDetail } from './subport.ts'

const VNIC_TYPES = [
  'normal',
  'macvtap',
  'direct',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
] as const
const SERVICE_ONLY = { create: ADMIN_OR_SERVICE, read: ADMIN_OR_SERVICE, update: ADMIN_OR_SERVICE }
const SERVICE_READS = { read: ADMIN_OR_SERVICE }
const NETWORK_OWNER_ONLY = { create: NETWORK_OWNER, update: NETWORK_OWNER, ofNetwork: true } as const
const { tags: _, ...standard } = standardAttributes<Port>()

/** `/v2.0/ports`; names of hosts are below this domain. */
export const portResource = (dnsDomain: string): Resource =>
  defineResource<Port>({
    name: 'port',
    plural: 'ports',
    strictMarker: true,
    summary: "Where a device's network interface meets a network.",
    tagged: true,
    cachedByRevision: true,
    policy: { create: MEMBER_OR_SERVICE, read: READER, update: MEMBER_OR_SERVICE, delete: MEMBER_OR_SERVICE },
    service: ({ ports }) => ports,
    toCreate: ({ macAddress: mac, ...values }) => ({ ...values, ...(mac !== null && { macAddress: mac }) }),
    attributes: {
      ...identity<Port>(),
      name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
      network_id: { type: uuid, post: 'required', filter: true, sort: true },
      ...ownership<Port>(),
      mac_address: {
        type: macAddress,
        post: 'allowed',
        put: 'allowed',
        filter: true,
        sort: true,
        policy: { create: NETWORK_OWNER, update: ADMIN_OR_SERVICE, ofNetwork: true },
      },
      admin_state_up: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
      status: { type: shown({ enum: ['DOWN', 'BUILD', 'ACTIVE', 'ERROR', 'N/A'] }), filter: true, sort: true },
      device_id: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
      device_owner: {
        type: text(255),
        post: 'allowed',
        put: 'allowed',
        filter: true,
        sort: true,
        policy: {
          create: NETWORK_OWNER_FOR_NETWORK_DEVICES,
          update: NETWORK_OWNER_FOR_NETWORK_DEVICES,
          default: '',
          ofNetwork: true,
        },
      },
      fixed_ips: {
        type: fixedIps,
        post: 'allowed',
        put: 'allowed',
        policy: {
          create: NETWORK_USER,
          update: NETWORK_OWNER,
          items: { ip_address: NETWORK_OWNER, subnet_id: NETWORK_USER },
          ofNetwork: true,
        },
        filterAs: addressFilter,
        read: (port) => port.fixedIps.map((ip) => ({ subnet_id: ip.subnetId, ip_address: ip.ipAddress })),
      },
      allowed_address_pairs: {
        type: addressPairs,
        post: 'allowed',
        put: 'allowed',
        policy: { ...NETWORK_OWNER_ONLY, items: { mac_address: NETWORK_OWNER, ip_address: NETWORK_OWNER } },
        read: (port) =>
          port.allowedAddressPairs.map((pair) => ({ mac_address: pair.macAddress, ip_address: pair.ipAddress })),
      },
      extra_dhcp_opts: {
        type: dhcpOptions,
        field: 'extraDhcpOptions',
        post: 'allowed',
        put: 'allowed',
        read: (port) =>
          port.extraDhcpOptions.map(({ name, value, ipVersion }) => ({
            opt_name: name,
            opt_value: value,
            ip_version: ipVersion,
          })),
      },
      security_groups: {
        type: noSecurityGroups,
        post: 'allowed',
        put: 'allowed',
        standIn: true,
        // no port has any
        filterAs: () => ({ id: [] }),
        read: () => [],
      },
      'binding:vnic_type': {
        type: oneOf(...VNIC_TYPES),
        field: 'vnicType',
        post: 'allowed',
        put: 'allowed',
        read: ({ binding }) => binding.vnicType,
      },
      'binding:profile': {
        type: bindingProfile,
        field: 'profile',
        post: 'allowed',
        put: 'allowed',
        policy: SERVICE_ONLY,
        read: ({ binding }) => binding.profile,
      },
      'binding:host_id': {
        type: looseText,
        field: 'host',
        post: 'allowed',
        put: 'allowed',
        filter: true,
        policy: SERVICE_ONLY,
        read: ({ binding }) => binding.host,
      },
      'binding:vif_type': {
        type: shown({ type: 'string' }),
        field: 'vifType',
        policy: SERVICE_READS,
        read: ({ binding }) => binding.vifType,
      },
      'binding:vif_details': {
        type: shown({ type: 'object' }),
        policy: SERVICE_READS,
        read: ({ binding }) => binding.vifDetails,
      },
      port_security_enabled: { type: boolean, post: 'allowed', put: 'allowed', policy: NETWORK_OWNER_ONLY },
      qos_policy_id: { type: uuidOrNull, post: 'allowed', put: 'allowed' },
      qos_network_policy_id: { type: uuidOrNull },
      dns_name: { type: hostName(dnsDomain), post: 'allowed', put: 'allowed' },
      dns_domain: { type: domainName, post: 'allowed', put: 'allowed' },
      dns_assignment: {
        type: shown({ type: 'array', items: { type: 'object' } }),
        read: (port) => dnsAssignment(port, dnsDomain),
      },
      ip_allocation: {
        type: shown({ enum: ['immediate', 'none'] }),
        filter: true,
        read: ({ fixedIps: ips }) => (ips.length > 0 ? 'immediate' : 'none'),
      },
      data_plane_status: {
        type: oneOf('ACTIVE', 'DOWN', null),
        put: 'allowed',
        policy: { update: ADMIN_OR_DATA_PLANE_INTEGRATOR },
      },
      propagate_uplink_status: { type: boolean, post: 'allowed' },
      resource_request: { type: shown({ type: ['object', 'null'] }), policy: SERVICE_READS, read: () => null },
      trunk_details: {
        type: shown({ type: 'object' }),
        // only ports that are parents have it
        read: ({ trunk }) =>
          trunk === null ? undefined : { trunk_id: trunk.trunkId, sub_ports: trunk.subports.map(subportAsDetail) },
      },
      ...standard,
      tags: { type: newTags, post: 'allowed' },
    },
  })

/** `fixed_ips=ip_address=10.0.0.3`, `subnet_id=…`, `ip_address_substr=10.0`; other keys ask for nothing. */
function addressFilter(texts: readonly string[]): ResourceFilter {
  const filter: Record<string, string[]> = {}
  for (const text of texts) {
    const [key = '', ...rest] = text.split('=')
    if (rest.length === 0) throw new InvalidInputError(`'${text}' is not of the form <key>=[value]`)
    const field = ADDRESS_FIELDS[key]
    if (field !== undefined) (filter[field] ??= []).push(rest.join('='))
  }
  return filter
}

const ADDRESS_FIELDS: Readonly<Record<string, string>> = {
  ip_address: 'ipAddress',
  ip_address_substr: 'ipAddressSubstr',
  subnet_id: 'subnetId',
}
