import type { ReportHandler, ServiceEnvironment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { MirrorStatus } from './mirror.ts'
import { mirrorsIn } from './mirror-rows.ts'

/** Statuses that agents report become those of the API. An agent speaks of the mirrors of its own host only. */
export function mirrorReports({ store, logger }: Pick<ServiceEnvironment, 'store' | 'logger'>): ReportHandler {
  return {
    report: (agent, reports) =>
      store.transaction(async (tx) => {
        const own = await mirrorsOn(tx, agent.host)
        const foreign: string[] = []
        for (const { portId: id, state, error } of reports) {
          // What is gone by now concerns nobody.
          if (!own.has(id)) {
            if (state !== 'down') foreign.push(id)
            continue
          }
          const status: MirrorStatus = state === 'up' ? 'ACTIVE' : error === undefined ? 'BUILD' : 'ERROR'
          if (error !== undefined) logger.warn({ mirror: id, host: agent.host, error }, 'mirror failed')
          await setStatus(tx, own, id, status)
        }
        return foreign
      }),
    reportAll: (agent, ids) =>
      store.transaction(async (tx) => {
        const own = await mirrorsOn(tx, agent.host)
        const up = new Set(ids)
        for (const [id, status] of own) {
          if (up.has(id)) await setStatus(tx, own, id, 'ACTIVE')
          else if (status === 'ACTIVE') await setStatus(tx, own, id, 'BUILD')
        }
        return ids.filter((id) => !own.has(id))
      }),
  }
}

/** Statuses by id. */
export async function mirrorsOn(tx: Transaction, host: string): Promise<ReadonlyMap<string, string>> {
  const rows = await mirrorsIn(tx).selectFrom('mirrors').select(['id', 'status']).where('host', '=', host).execute()
  return new Map(rows.map(({ id, status }) => [id, status]))
}

async function setStatus(
  tx: Transaction,
  known: ReadonlyMap<string, string>,
  id: string,
  status: MirrorStatus,
): Promise<void> {
  if (known.get(id) === status) return
  await mirrorsIn(tx).updateTable('mirrors').set({ status }).where('id', '=', id).execute()
}
