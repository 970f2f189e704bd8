import {
  defineResource,
  identity,
  MEMBER,
  oneOf,
  ownership,
  READER,
  type ServiceApi,
  shown,
  standardAttributes,
  text,
  uuid,
} from '@netloom/api'
import type { Mirror } from '../index.ts'

/** `/v2.0/mirrors`: package.json names this export under `netloom.services.mirror.api`. */
export const serviceApi: ServiceApi = {
  service: 'mirror',
  resources: [
    defineResource<Mirror>({
      name: 'mirror',
      plural: 'mirrors',
      summary: 'Frames of one port, copied to another port of the same host.',
      extension: 'port-mirroring',
      tagged: true,
      policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
      service: ({ services }) => services.mirrors,
      attributes: {
        ...identity<Mirror>(),
        ...ownership<Mirror>(),
        name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
        source_port_id: { type: uuid, post: 'required', filter: true, sort: true },
        target_port_id: { type: uuid, post: 'required', filter: true, sort: true },
        direction: { type: oneOf('in', 'out', 'both'), post: 'allowed', put: 'allowed', filter: true, sort: true },
        status: { type: shown({ enum: ['ACTIVE', 'BUILD', 'DOWN', 'ERROR'] }), filter: true, sort: true },
        shared: { type: shown({ type: 'boolean' }) },
        ...standardAttributes<Mirror>(),
      },
    }),
  ],
}
