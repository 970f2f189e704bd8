import type { ReportHandler, ReportingAgent, ServiceEnvironment } from '@netloom/core'
import { DHCP_ENTITY, DHCP_NETWORK_KIND } from '@netloom/core/dhcp'
import type { PortReport } from '@netloom/core/wire'

const BATCH = 500

/** DHCP agents say which ports their servers know: those wait for them no more. An agent is heard for networks that it serves. */
export class DhcpReports implements ReportHandler {
  readonly #engine: Pick<ServiceEnvironment, 'store' | 'provisioning'>

  constructor(engine: Pick<ServiceEnvironment, 'store' | 'provisioning'>) {
    this.#engine = engine
  }

  report(agent: ReportingAgent, reports: readonly PortReport[]): Promise<readonly string[]> {
    const known = reports.filter(({ state }) => state === 'up').map(({ portId }) => portId)
    return this.reportAll(agent, known)
  }

  async reportAll({ host }: ReportingAgent, portIds: readonly string[]): Promise<readonly string[]> {
    const foreign: string[] = []
    const ids = [...new Set(portIds)]
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH)
      const networks = await this.#networksOf(batch, host)
      // What is not there (any more) is nobody's.
      foreign.push(...batch.filter((id) => networks.get(id) === false))
      await this.#engine.provisioning.complete(
        DHCP_ENTITY,
        batch.filter((id) => networks.get(id) === true),
      )
    }
    return foreign
  }

  /** Whether the agent of the host serves a port's network, for ports that are there. */
  async #networksOf(portIds: readonly string[], host: string): Promise<ReadonlyMap<string, boolean>> {
    const { db } = this.#engine.store
    const served = db
      .selectFrom('agent_assignments')
      .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
      .select('agent_assignments.object_id')
      .where('agent_assignments.kind', '=', DHCP_NETWORK_KIND)
      .where('agents.host', '=', host)
    const rows = await db
      .selectFrom('ports')
      .select(['ports.id', (eb) => eb('ports.network_id', 'in', served).as('is_served')])
      .where('ports.id', 'in', portIds)
      .execute()
    return new Map(rows.map(({ id, is_served }) => [id, Boolean(is_served)]))
  }
}
