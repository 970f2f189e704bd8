import type { ServiceModule, ServiceTopic, WatchingAgent } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Topic } from '@netloom/core/wire'
import type { Kysely } from 'kysely'
import { idsOf, splitTopic } from './split-topic.ts'

/** What agents may watch and report of services: each declares that of its own topics and entities. */
export class ServicePermissions {
  readonly #topics: ReadonlyMap<string, ServiceTopic>
  /** Agent type by entity. */
  readonly #entities: ReadonlyMap<string, string>

  constructor(services: readonly Pick<ServiceModule, 'topics' | 'entities'>[]) {
    this.#topics = new Map(services.flatMap(({ topics = {} }) => Object.entries(topics)))
    this.#entities = new Map(
      services.flatMap(({ entities = {} }) =>
        Object.entries(entities).map(([entity, { agentType }]) => [entity, agentType] as const),
      ),
    )
  }

  hasTopic(kind: string): boolean {
    return this.#topics.has(kind)
  }

  hasEntity(entity: string): boolean {
    return this.#entities.has(entity)
  }

  /** Undefined = neither the agents nor the entity are a service's. */
  mayReport(agentType: string, entity: string): boolean | undefined {
    const theirs = this.#entities.get(entity)
    if (theirs !== undefined) return theirs === agentType
    return [...this.#entities.values()].includes(agentType) ? false : undefined
  }

  /** Those of services' topics that the agent may not watch now. */
  async deniedTopics(agent: WatchingAgent, topics: readonly Topic[], db: Kysely<Schema>): Promise<ReadonlySet<Topic>> {
    const denied = new Set<Topic>()
    for (const kind of new Set(topics.map((topic) => splitTopic(topic)[0]))) {
      const declared = this.#topics.get(kind)
      if (declared === undefined) continue
      const ids = idsOf(kind, topics)
      const allowed = (await declared.mayWatch?.(agent, ids, db)) ?? new Set([agent.host])
      for (const id of ids) if (!allowed.has(id)) denied.add(`${kind}/${id}`)
    }
    return denied
  }
}
