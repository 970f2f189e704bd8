import type { NetworkIpAvailability } from '@netloom/core'
import { ADMIN } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { integer } from '../values/integer.ts'
import { shown } from '../values/shown.ts'
import { text } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'
import { ownership } from './standard-attributes.ts'

/** `/v2.0/network-ip-availabilities` */
export const networkIpAvailabilityResource: Resource = defineResource<NetworkIpAvailability>({
  name: 'network_ip_availability',
  plural: 'network_ip_availabilities',
  summary: 'How many addresses a network and its subnets have, and how many ports hold.',
  extension: 'network-ip-availability',
  policy: { read: ADMIN },
  service: ({ networkIpAvailabilities }) => networkIpAvailabilities,
  hasBigIntegers: true,
  attributes: {
    network_id: { type: uuid, field: 'id', filter: true, sort: true },
    network_name: { type: text(255), filter: true },
    ...ownership<NetworkIpAvailability>(),
    subnet_ip_availability: {
      type: shown({ type: 'array', items: { type: 'object' } }),
      read: ({ subnets }) =>
        subnets.map((subnet) => ({
          subnet_id: subnet.id,
          ip_version: subnet.ipVersion,
          cidr: subnet.cidr,
          subnet_name: subnet.name,
          used_ips: subnet.usedIps,
          total_ips: subnet.totalIps,
        })),
    },
    used_ips: { type: integer() },
    total_ips: { type: integer() },
    // any text: what is no number matches nothing
    ip_version: { type: integer(), filterAs: (texts) => ({ ipVersion: texts }), writeOnly: true },
  },
})
