import { type Agent, type AgentReport, NotFoundError } from '@netloom/core'
import type { AgentService, PortService } from '@netloom/core/services'
import type { PortReport } from '@netloom/core/wire'

class NoSuchAgentError extends NotFoundError {
  readonly code = 'AgentNotFound'
}

const unused = (): never => {
  throw new Error('not part of this test')
}

/** Agents, one per host, that forget nothing but what `delete` takes. */
export class FakeAgents implements AgentService {
  readonly beats: string[] = []
  result: 'new' | 'alive' | 'revived' | undefined
  broken: Error | undefined
  private readonly known = new Map<string, Agent>()
  private made = 0

  async hello(report: AgentReport): Promise<{ readonly agent: Agent; readonly result: 'new' | 'alive' | 'revived' }> {
    if (this.broken !== undefined) throw this.broken
    const existing = [...this.known.values()].find(({ host }) => host === report.host)
    const agent = existing ?? this.make(report)
    this.known.set(agent.id, agent)
    return { agent, result: this.result ?? (existing === undefined ? 'new' : 'alive') }
  }

  async heartbeat(agentId: string): Promise<void> {
    if (!this.known.has(agentId)) throw new NoSuchAgentError('no such agent')
    this.beats.push(agentId)
  }

  async delete(id: string): Promise<void> {
    this.known.delete(id)
  }

  list = unused
  get = unused
  update = unused

  private make({ agentType, binary, host, configurations }: AgentReport): Agent {
    this.made += 1
    const time = '2030-01-01T00:00:00Z'
    return {
      id: `agent-${String(this.made)}`,
      agentType,
      binary,
      host,
      availabilityZone: null,
      adminStateUp: true,
      description: '',
      alive: true,
      configurations,
      createdAt: time,
      startedAt: time,
      heartbeatAt: time,
    }
  }
}

/** Ports that keep what agents said of them. */
export class FakePorts implements PortService {
  readonly reports: (readonly [host: string, reports: readonly PortReport[]])[] = []
  readonly wired: (readonly [host: string, portIds: readonly string[]])[] = []
  readonly rebound: string[] = []
  broken: Error | undefined

  async reportWiring(host: string, reports: readonly PortReport[]): Promise<void> {
    if (this.broken !== undefined) throw this.broken
    this.reports.push([host, reports])
  }

  async reportProvisioned(): Promise<void> {
    return Promise.resolve()
  }

  async reportAllWired(host: string, portIds: readonly string[]): Promise<void> {
    this.wired.push([host, portIds])
  }

  async rebindFailed(host: string): Promise<void> {
    this.rebound.push(host)
  }

  create = unused
  createMany = unused
  get = unused
  list = unused
  update = unused
  delete = unused
}
