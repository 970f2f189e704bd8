import type { GroupRenderer, PayloadSchema } from '@netloom/core'
import {
  endpointItemSchema,
  memberItemSchema,
  NETWORK_KEY,
  networkItemSchema,
  populationItemSchema,
  portItemSchema,
  type Topic,
} from '@netloom/core/wire'

const OWN = ['host/', 'tunnels/', 'network/']

/** Items that a switch's agent follows whose firewall filters by groups: those of a switch are checked as ever. */
export const payloadWith =
  (groups: Pick<GroupRenderer, 'payload'> | undefined) =>
  (topic: Topic, key: string): PayloadSchema | undefined =>
    OWN.some((prefix) => topic.startsWith(prefix)) ? switchPayload(topic, key) : groups?.payload(topic, key)

/** Items that a switch's agent follows. */
export function switchPayload(topic: Topic, key: string): PayloadSchema | undefined {
  if (topic.startsWith('host/')) return key.startsWith('port/') ? portItemSchema : undefined
  if (topic.startsWith('tunnels/')) return key.startsWith('endpoint/') ? endpointItemSchema : undefined
  if (!topic.startsWith('network/')) return undefined
  if (key === NETWORK_KEY) return networkItemSchema
  if (key.startsWith('member/')) return memberItemSchema
  return key.startsWith('port/') ? populationItemSchema : undefined
}
