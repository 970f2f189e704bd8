import type { ReportHandler, ReportingAgent } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { PortReport } from '@netloom/core/wire'
import { LOAD_BALANCER_KIND } from '../../wire/load-balancer-topics.ts'
import type { LbEnvironment } from '../base/environment.ts'
import { type Db, type ObjectRow, tablesIn } from '../store/tables.ts'
import { heard } from './heard.ts'

/** Agents say what they have of the balancers that are theirs, how members are, and what has passed through listeners. */
export class LbReports implements ReportHandler {
  constructor(private readonly env: Pick<LbEnvironment, 'engine'>) {}

  async report(agent: ReportingAgent, reports: readonly PortReport[]): Promise<readonly string[]> {
    const { store, logger } = this.env.engine
    const foreign: string[] = []
    for (const piece of chunks(reports)) {
      await store.transaction(async (tx) => {
        const rows = await rowsOf(
          tx.db,
          piece.map(({ portId }) => portId),
        )
        const own = await balancersOf(tx.db, agent)
        foreign.length = 0
        for (const report of piece) {
          const row = rows.get(report.portId)
          if (row === undefined) continue
          if (!own.has(row.load_balancer_id)) {
            foreign.push(row.id)
            continue
          }
          const change = heard(row, report)
          if (change === undefined) continue
          await tablesIn(tx.db)
            .updateTable('lb_objects')
            .set(change)
            .where('id', '=', row.id)
            .where('version', '=', row.version)
            .execute()
        }
      })
      for (const { portId: id, error } of piece) {
        if (error !== undefined)
          logger.warn({ id, host: agent.host, error }, 'agent could not set up a load balancer object')
      }
    }
    return foreign
  }

  /** What it does not name is not up there, whatever we believed. */
  async reportAll(agent: ReportingAgent, ids: readonly string[]): Promise<readonly string[]> {
    const foreign = await this.report(
      agent,
      ids.map((portId) => ({ portId, state: 'up' })),
    )
    const named = new Set(ids)
    await this.env.engine.store.transaction(async (tx) => {
      const own = [...(await balancersOf(tx.db, agent))]
      for (const piece of chunks(own)) {
        const rows = await tablesIn(tx.db)
          .selectFrom('lb_objects')
          .select('id')
          .where('load_balancer_id', 'in', piece)
          .where('deployed', '=', 1)
          .execute()
        const lost = rows.flatMap(({ id }) => (named.has(id) ? [] : [id]))
        for (const some of chunks(lost)) {
          await tablesIn(tx.db).updateTable('lb_objects').set({ deployed: 0 }).where('id', 'in', some).execute()
        }
      }
    })
    return foreign
  }
}

async function rowsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, ObjectRow>> {
  if (ids.length === 0) return new Map()
  const rows = await tablesIn(db).selectFrom('lb_objects').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function balancersOf(db: Db, { id }: ReportingAgent): Promise<ReadonlySet<string>> {
  const rows = await tablesIn(db)
    .selectFrom('agent_assignments')
    .select('object_id')
    .where('kind', '=', LOAD_BALANCER_KIND)
    .where('agent_id', '=', id)
    .execute()
  return new Set(rows.map(({ object_id }) => object_id))
}
