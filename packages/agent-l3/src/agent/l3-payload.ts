import { type PayloadSchema, payloadsOf } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { L3_TOPICS } from '../wire/router-topics.ts'

/** Items that an L3 agent follows. */
export const l3Payload: (topic: Topic, key: string) => PayloadSchema | undefined = payloadsOf(L3_TOPICS)
