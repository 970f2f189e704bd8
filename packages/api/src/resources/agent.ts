import type { Agent } from '@netloom/core'
import { agentTopic } from '@netloom/core'
import { ADMIN, ANYONE } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { shown } from '../values/shown.ts'
import { text, textOrNull } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'

const time = shown({ type: 'string' })

/** `/v2.0/agents` */
export const agentResource: Resource = defineResource<Agent>({
  name: 'agent',
  plural: 'agents',
  summary: 'A process on a host that reports to the controller.',
  extension: 'agent',
  policy: { read: ANYONE, update: ADMIN, delete: ADMIN },
  service: ({ agentRecords }) => agentRecords,
  toUpdate: ({ description, ...rest }) => ({
    ...rest,
    ...(description !== undefined && { description: description ?? '' }),
  }),
  attributes: {
    id: { type: uuid, filter: true, sort: true },
    agent_type: { type: text(255), filter: true, sort: true },
    binary: { type: text(255), filter: true, sort: true },
    topic: { type: text(255), filter: true, sort: true, read: agentTopic },
    host: { type: text(255), filter: true, sort: true },
    admin_state_up: { type: boolean, put: 'allowed', filter: true, sort: true },
    created_at: { type: time, sort: true, read: ({ createdAt }) => timeOf(createdAt) },
    started_at: { type: time, sort: true, read: ({ startedAt }) => timeOf(startedAt) },
    heartbeat_timestamp: {
      type: time,
      field: 'heartbeatAt',
      sort: true,
      read: ({ heartbeatAt }) => timeOf(heartbeatAt),
    },
    description: {
      type: textOrNull(255),
      put: 'allowed',
      filter: true,
      sort: true,
      read: ({ description }) => (description === '' ? null : description),
    },
    alive: { type: boolean, filter: true, sort: true },
    configurations: { type: shown({ type: 'object' }), read: ({ configurations }) => snakeKeys(configurations) },
    availability_zone: { type: textOrNull(255), filter: true, sort: true },
    resources_synced: { type: shown({ type: ['boolean', 'null'] }), read: () => null },
  },
})

/** `2026-01-31 23:59:59`, UTC. */
function timeOf(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** Neutron's names of what an agent says of itself: `tunneling_ip`, `bridge_mappings`. Names inside (of networks, say) stay. */
function snakeKeys(configurations: Agent['configurations']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(configurations).map(([key, value]) => [
      NAMES[key] ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}

// Where cutting at capitals does not give the name.
const NAMES: Readonly<Record<string, string>> = {
  l2Population: 'l2_population',
  l2popNetworkTypes: 'l2pop_network_types',
}
