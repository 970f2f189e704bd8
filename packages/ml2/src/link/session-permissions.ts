import type { Logger } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import type { AgentIdentity, AgentPermissions } from './agent-permissions.ts'

/** Refusals of one link that are logged; what comes after them says nothing new. */
const MOST_LOGGED = 100

/** What one link may watch and report, and a log line for each thing that it may not. */
export class SessionPermissions {
  private readonly logged = new Set<string>()

  constructor(
    private readonly permissions: AgentPermissions | undefined,
    private readonly logger: Logger,
  ) {}

  /** Why the topic may not be watched; undefined = it may. */
  async topic(agent: AgentIdentity, topic: Topic): Promise<string | undefined> {
    const reason = (await this.permissions?.deniedTopics(agent, [topic]))?.get(topic)
    if (reason !== undefined) this.log(topic, { ...agent, topic, reason }, 'agent may not watch this topic')
    return reason
  }

  /** Those of the topics that may not be watched (any more). */
  async deniedTopics(agent: AgentIdentity, topics: readonly Topic[]): Promise<ReadonlySet<Topic>> {
    return new Set((await this.permissions?.deniedTopics(agent, topics))?.keys())
  }

  /** Ports that a report leaves out. @throws {Error} when the agent does not report for this entity at all */
  async foreignPorts(agent: AgentIdentity, entity: string, portIds: readonly string[]): Promise<ReadonlySet<string>> {
    const reason = this.permissions?.deniedEntity(agent, entity)
    if (reason !== undefined) throw new Error(reason)
    const foreign = (await this.permissions?.foreignPorts(agent, entity, portIds)) ?? []
    if (foreign.length > 0) this.logForeign(agent, entity, foreign)
    return new Set(foreign)
  }

  logForeign({ host, agentType }: AgentIdentity, entity: string, ids: readonly string[]): void {
    this.log(`${entity} ports`, { host, agentType, entity, ports: ids.slice(0, 10) }, FOREIGN)
  }

  private log(key: string, fields: object, message: string): void {
    if (this.logged.has(key) || this.logged.size >= MOST_LOGGED) return
    this.logged.add(key)
    this.logger.warn(fields, message)
  }
}

const FOREIGN = 'agent reports ports that are not on its host; they are left out'
