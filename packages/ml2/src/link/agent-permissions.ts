import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import { L2_ENTITY, type Topic } from '@netloom/core/wire'
import type { Kysely } from 'kysely'
import { StandbyHosts } from '../environment/standby-ports.ts'
import { ServicePermissions } from './service-permissions.ts'
import { idsOf, splitTopic } from './split-topic.ts'

/** Whom a link speaks for. */
export interface AgentIdentity {
  readonly host: string
  readonly agentType: string
}

/** What an agent may see and say: what concerns its own host. */
export interface AgentPermissions {
  /** Topics that it may not watch now, and why. */
  deniedTopics(agent: AgentIdentity, topics: readonly Topic[]): Promise<ReadonlyMap<Topic, string>>
  /** Why it may not report for this entity; undefined = it may. */
  deniedEntity(agent: AgentIdentity, entity: string): string | undefined
  /** Ports among these that are somebody else's. What is not there (any more) is nobody's. */
  foreignPorts(agent: AgentIdentity, entity: string, portIds: readonly string[]): Promise<readonly string[]>
}

/** Judges topics of kinds that core does not know. Absent = an agent watches those that end in the name of its host. */
export type MayWatch = (agent: AgentIdentity, topic: Topic) => boolean

const BATCH = 500

/** Permissions that follow from where ports are bound and what services say of their own. */
export class StoredAgentPermissions implements AgentPermissions {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly mayWatch: MayWatch = ownTopic,
    private readonly services: ServicePermissions = new ServicePermissions([]),
    private readonly standby: Pick<StandbyHosts, 'onHost'> = new StandbyHosts(),
  ) {}

  async deniedTopics(agent: AgentIdentity, topics: readonly Topic[]): Promise<ReadonlyMap<Topic, string>> {
    const denied = new Map<Topic, string>()
    const networks = await this.ownNetworks(agent.host, idsOf('network', topics))
    const ofServices = await this.services.deniedTopics(agent, topics, this.db)
    for (const topic of topics) {
      const [kind, id] = splitTopic(topic)
      if (this.services.hasTopic(kind)) {
        if (ofServices.has(topic)) denied.set(topic, `it does not concern host "${agent.host}"`)
        continue
      }
      const reason = reasonAgainst(kind, id, { agent, topic, networks, mayWatch: this.mayWatch })
      if (reason !== undefined) denied.set(topic, reason)
    }
    return denied
  }

  deniedEntity({ agentType }: AgentIdentity, entity: string): string | undefined {
    const isOfService = this.services.mayReport(agentType, entity)
    if (isOfService !== undefined) return isOfService ? undefined : `a ${agentType} does not report for ${entity}`
    return entity === L2_ENTITY ? undefined : `no service of this controller takes reports for ${entity}`
  }

  async foreignPorts({ host }: AgentIdentity, entity: string, portIds: readonly string[]): Promise<readonly string[]> {
    // Who takes its reports knows whose objects they are.
    if (this.services.hasEntity(entity)) return []
    const foreign = new Set<string>()
    for (const ids of chunks([...new Set(portIds)], BATCH)) {
      const own = new Set((await this.ownPorts(host, ids)).map(({ id }) => id))
      const unbound = ids.filter((id) => !own.has(id))
      if (unbound.length === 0) continue
      const standingBy = await this.standby.onHost(host, { ports: unbound }, this.db)
      const others = unbound.filter((id) => !standingBy.has(id))
      if (others.length === 0) continue
      const there = await this.db.selectFrom('ports').select('id').where('id', 'in', others).execute()
      for (const { id } of there) foreign.add(id)
    }
    return [...foreign]
  }

  private ownPorts(host: string, ids: readonly string[]): Promise<readonly { readonly id: string }[]> {
    return this.db
      .selectFrom('port_bindings')
      .select('port_id as id')
      .where('port_id', 'in', ids)
      .where('host', '=', host)
      .execute()
  }

  /** Networks among these that ports of the host are on, or stand by on. */
  private async ownNetworks(host: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const bound = await this.boundNetworks(host, ids)
    const others = ids.filter((id) => !bound.has(id))
    if (others.length === 0) return bound
    return new Set([...bound, ...(await this.standby.onHost(host, { networks: others }, this.db))])
  }

  /** Networks among these that ports of the host are bound on. */
  private async boundNetworks(host: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>()
    for (const some of chunks(ids, BATCH)) {
      const rows = await this.db
        .selectFrom('port_bindings')
        .select('network_id')
        .distinct()
        .where('network_id', 'in', some)
        .where('host', '=', host)
        .execute()
      for (const { network_id } of rows) found.add(network_id)
    }
    return found
  }
}

interface Known {
  readonly agent: AgentIdentity
  readonly topic: Topic
  readonly networks: ReadonlySet<string>
  readonly mayWatch: MayWatch
}

function reasonAgainst(kind: string, id: string, { agent, topic, networks, mayWatch }: Known): string | undefined {
  const { host } = agent
  switch (kind) {
    case 'tunnels':
      return undefined
    case 'host':
      return id === host ? undefined : `it is of another host than "${host}"`
    case 'network':
      return networks.has(id) ? undefined : `no port of host "${host}" is on that network`
    default:
      return mayWatch(agent, topic) ? undefined : `it does not concern host "${host}"`
  }
}

const ownTopic: MayWatch = ({ host }, topic) => splitTopic(topic)[1] === host
