import { type PayloadSchema, payloadsOf } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { DHCP_TOPICS } from '../wire/dhcp-topics.ts'

/** Items that a DHCP agent follows. */
export const dhcpPayload: (topic: Topic, key: string) => PayloadSchema | undefined = payloadsOf(DHCP_TOPICS)
