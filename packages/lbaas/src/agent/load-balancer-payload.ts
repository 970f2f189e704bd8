import { type PayloadSchema, payloadsOf } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { LB_TOPICS } from '../wire/load-balancer-topics.ts'

/** Items that an agent with load balancers follows. */
export const loadBalancerPayload: (topic: Topic, key: string) => PayloadSchema | undefined = payloadsOf(LB_TOPICS)
