import { type Agent, AgentNotFoundError, type AgentUpdate, type RequestContext } from '@netloom/core'
import type { AgentRecordService, AgentService, Page, ResourceFilter } from '@netloom/core/services'
import { agentUpdateInput } from '../input/agent-input.ts'
import { parseInput } from '@netloom/core/kit'
import { pagedInMemory, type MemoryList } from '../query/in-memory.ts'
import { agentTopic } from '@netloom/core'

const LIST: MemoryList<Agent> = {
  resource: 'agent',
  key: ({ id }) => id,
  missing: (id) => new AgentNotFoundError(id),
  fields: {
    id: ({ id }) => id,
    agentType: ({ agentType }) => agentType,
    binary: ({ binary }) => binary,
    topic: agentTopic,
    host: ({ host }) => host,
    availabilityZone: ({ availabilityZone }) => availabilityZone,
    adminStateUp: ({ adminStateUp }) => adminStateUp,
    description: ({ description }) => description,
    alive: ({ alive }) => alive,
    createdAt: ({ createdAt }) => createdAt,
    startedAt: ({ startedAt }) => startedAt,
    heartbeatAt: ({ heartbeatAt }) => heartbeatAt,
  },
}

/** Agents as administrators see and change them; for everybody else there are none. */
export class Ml2AgentRecordService implements AgentRecordService {
  readonly #agents: AgentService

  constructor(agents: AgentService) {
    this.#agents = agents
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Agent[]> {
    return pagedInMemory(context.isAdmin ? await this.#agents.list() : [], LIST, filter, page)
  }

  async get(context: RequestContext, id: string): Promise<Agent> {
    if (!context.isAdmin) throw new AgentNotFoundError(id)
    return this.#agents.get(id)
  }

  async update(context: RequestContext, id: string, change: AgentUpdate): Promise<Agent> {
    await this.get(context, id)
    return this.#agents.update(id, parseInput(agentUpdateInput, change))
  }

  async delete(context: RequestContext, id: string): Promise<void> {
    await this.get(context, id)
    await this.#agents.delete(id)
  }
}
