import type { ReportingAgent } from '@netloom/core'
import { type AgentFrame, L2_ENTITY } from '@netloom/core/wire'
import type { SessionOptions } from './session-options.ts'
import type { SessionPermissions } from './session-permissions.ts'

/** What one agent says of ports and of services' objects. Both return a warning for the agent; undefined = all was taken. */
export class SessionReports {
  constructor(
    private readonly options: Pick<SessionOptions, 'ports' | 'reports'>,
    private readonly permissions: SessionPermissions,
  ) {}

  async changedReports(
    agent: ReportingAgent,
    { ports, entity = L2_ENTITY }: Extract<AgentFrame, { type: 'report' }>,
  ): Promise<string | undefined> {
    // A port that has just moved away is down here, which concerns nobody any more.
    const claimed = ports.filter(({ state }) => state !== 'down').map(({ portId }) => portId)
    const foreign = await this.permissions.foreignPorts(agent, entity, claimed)
    const own = ports.filter(({ portId }) => !foreign.has(portId))
    const handler = this.options.reports?.get(entity)
    if (handler !== undefined) return this.leftOut(agent, entity, await handler.report(agent, own))
    if (entity === L2_ENTITY) await this.options.ports.reportWiring(agent.host, own, agent.agentType)
    else {
      const done = own.filter(({ state }) => state === 'up').map(({ portId }) => portId)
      await this.options.ports.reportProvisioned(entity, done)
    }
    return warning(agent.host, foreign.size)
  }

  async all(
    agent: ReportingAgent,
    { portIds, entity = L2_ENTITY }: Extract<AgentFrame, { type: 'wired' }>,
  ): Promise<string | undefined> {
    const foreign = await this.permissions.foreignPorts(agent, entity, portIds)
    const own = portIds.filter((id) => !foreign.has(id))
    const handler = this.options.reports?.get(entity)
    if (handler !== undefined) return this.leftOut(agent, entity, await handler.reportAll(agent, own))
    await (entity === L2_ENTITY
      ? this.options.ports.reportAllWired(agent.host, own, agent.agentType)
      : this.options.ports.reportProvisioned(entity, own))
    return warning(agent.host, foreign.size)
  }

  private leftOut(agent: ReportingAgent, entity: string, ids: readonly string[]): string | undefined {
    if (ids.length > 0) this.permissions.logForeign(agent, entity, ids)
    return warning(agent.host, ids.length, 'objects')
  }
}

const warning = (host: string, count: number, what = 'ports'): string | undefined =>
  count === 0 ? undefined : `${String(count)} ${what} are not on host "${host}" and were left out`
