import type { AvailabilityZone } from '@netloom/core'
import { ANYONE } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { oneOf } from '../values/one-of.ts'
import { text } from '../values/text.ts'

/** `/v2.0/availability_zones`, which Neutron spells with `_`. */
export const availabilityZoneResource: Resource = defineResource<AvailabilityZone>({
  name: 'availability_zone',
  plural: 'availability_zones',
  path: 'availability_zones',
  summary: 'A part of the cloud in which networks or routers can be placed.',
  extension: 'availability_zone',
  policy: { read: ANYONE },
  service: ({ availabilityZones }) => availabilityZones,
  attributes: {
    state: { type: oneOf('available', 'unavailable'), filter: true },
    name: { type: text(255), filter: true },
    resource: { type: oneOf('network', 'router'), filter: true },
  },
})
