import type { ServiceEnvironment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { type MirrorRow, mirrorsIn } from './mirror-rows.ts'
import { mirrorWrite } from './mirror-topics.ts'

type Environment = Pick<ServiceEnvironment, 'publish' | 'quotas' | 'sharing'>

/** Keeps mirrors where both of their ports are. */
export class MirrorPlacement {
  constructor(private readonly env: Environment) {}

  /** The host that both ports are bound to; '' = there is none. */
  async hostOf({ db }: Transaction, portIds: readonly string[]): Promise<string> {
    const rows = await db.selectFrom('port_bindings').select('host').where('port_id', 'in', portIds).execute()
    const [first = ''] = rows.map(({ host }) => host)
    return rows.length === portIds.length && rows.every(({ host }) => host === first) ? first : ''
  }

  /** One of the ports came to a host, or left one: its mirrors follow. */
  async portMoved(tx: Transaction, portId: string): Promise<void> {
    for (const row of await this.mirrorsWith(tx, portId)) {
      const host = await this.hostOf(tx, [row.source_port_id, row.target_port_id])
      if (host === row.host) continue
      const moved = { ...row, host, status: host === '' ? 'DOWN' : 'BUILD', revision_number: row.revision_number + 1 }
      const { status, revision_number } = moved
      await mirrorsIn(tx)
        .updateTable('mirrors')
        .set({ host, status, revision_number })
        .where('id', '=', row.id)
        .execute()
      if (row.host !== '') await this.env.publish(tx, [mirrorWrite(row.host, moved, true)])
      if (host !== '') await this.env.publish(tx, [mirrorWrite(host, moved)])
    }
  }

  /** Takes everything of these mirrors away. */
  async remove(tx: Transaction, rows: readonly MirrorRow[]): Promise<void> {
    for (const row of rows) {
      await mirrorsIn(tx).deleteFrom('mirrors').where('id', '=', row.id).execute()
      await this.env.sharing.drop(tx, 'mirror', row.id)
      await this.env.quotas.giveBack(tx, [{ projectId: row.project_id, resource: 'mirror' }])
      if (row.host !== '') await this.env.publish(tx, [mirrorWrite(row.host, row, true)])
    }
  }

  async mirrorsWith(tx: Transaction, portId: string): Promise<readonly MirrorRow[]> {
    return mirrorsIn(tx)
      .selectFrom('mirrors')
      .selectAll()
      .where((eb) => eb.or([eb('source_port_id', '=', portId), eb('target_port_id', '=', portId)]))
      .execute()
  }
}
