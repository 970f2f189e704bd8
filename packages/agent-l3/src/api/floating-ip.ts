import {
  ADMIN,
  defineResource,
  DNS_DOMAIN,
  domainName,
  hostName,
  identity,
  ipAddressOrNull,
  MEMBER,
  ownership,
  READER,
  type Resource,
  shown,
  standardAttributes,
  uuid,
  uuidOrNull,
} from '@netloom/api'
import type { ShownFloatingIp } from '../controller/index.ts'
import { portFields } from './port-range.ts'

const idOrNull = { type: ['string', 'null'], format: 'uuid' }

/** `/v2.0/floatingips` */
export const floatingIpResource: Resource = defineResource<ShownFloatingIp>({
  name: 'floatingip',
  plural: 'floatingips',
  summary: 'An address of an external network that leads to a port behind a router.',
  extension: 'router',
  tagged: true,
  strictMarker: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.floatingIps,
  attributes: {
    ...identity<ShownFloatingIp>(),
    ...ownership<ShownFloatingIp>(),
    floating_ip_address: {
      type: ipAddressOrNull,
      post: 'allowed',
      filter: true,
      sort: true,
      policy: { create: ADMIN, default: null },
    },
    floating_network_id: { type: uuid, post: 'required', filter: true, sort: true },
    subnet_id: { type: uuidOrNull, post: 'allowed', writeOnly: true },
    router_id: { type: shown(idOrNull), filter: true, sort: true },
    port_id: { type: uuidOrNull, post: 'allowed', put: 'allowed', filter: true },
    fixed_ip_address: { type: ipAddressOrNull, post: 'allowed', put: 'allowed', filter: true, sort: true },
    status: { type: shown({ enum: ['ACTIVE', 'DOWN', 'ERROR'] }), filter: true, sort: true },
    dns_name: { type: hostName(DNS_DOMAIN), post: 'allowed' },
    dns_domain: { type: domainName, post: 'allowed' },
    port_details: {
      type: shown({ type: ['object', 'null'] }),
      read: ({ portDetails: port }) =>
        port === null
          ? null
          : {
              name: port.name,
              network_id: port.networkId,
              mac_address: port.macAddress,
              admin_state_up: port.adminStateUp,
              status: port.status,
              device_id: port.deviceId,
              device_owner: port.deviceOwner,
            },
    },
    port_forwardings: {
      type: shown({ type: 'array', items: { type: 'object' } }),
      read: ({ portForwardings }) =>
        portForwardings.map((one) => ({
          id: one.id,
          protocol: one.protocol,
          internal_ip_address: one.internalIpAddress,
          internal_port_id: one.internalPortId,
          ...portFields(one),
        })),
    },
    ...standardAttributes<ShownFloatingIp>(),
  },
})
