import type { Topic } from '../feed/topic.ts'
import type { PayloadSchema } from '../feed/payload-schema.ts'
import type { Transaction } from '../store/store.ts'

/** Whom a link speaks for. */
export interface WatchingAgent {
  readonly host: string
  readonly agentType: string
}

/** One kind of topics. The same declaration tells the controller what may be published, and agents what to expect. */
export interface ServiceTopic {
  /** What the bodies of its items look like, by key: `network`, or with a slash at the end for all that begin so: `port/`. */
  readonly payloads: Readonly<Record<string, PayloadSchema>>
  /**
   * Of the topics with these ids (what follows `<kind>/`) those that the agent may watch now; asked again at every heartbeat.
   * Absent = the one of its own host.
   */
  mayWatch?(agent: WatchingAgent, ids: readonly string[], db: Transaction['db']): Promise<ReadonlySet<string>>
}

export type ServiceTopics = Readonly<Record<string, ServiceTopic>>

/** The schema for an item's body: `payload` of a role whose agents watch these topics. */
export function payloadsOf(topics: ServiceTopics): (topic: Topic, key: string) => PayloadSchema | undefined {
  return (topic, key) => {
    const kind = topic.slice(0, Math.max(0, topic.indexOf('/')))
    const payloads = Object.hasOwn(topics, kind) ? topics[kind]?.payloads : undefined
    if (payloads === undefined) return undefined
    const name = key.slice(0, key.indexOf('/') + 1) || key
    return Object.hasOwn(payloads, name) ? payloads[name] : undefined
  }
}
