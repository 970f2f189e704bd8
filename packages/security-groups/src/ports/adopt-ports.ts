import { adminContext, NotFoundError, type PortUpdate, type ServiceEnvironment } from '@netloom/core'
import { tablesIn } from '../store/tables.ts'
import { DefaultGroups } from '../groups/default-groups.ts'

/** Ports of one round; after each it is known who is left, so that a start that is cut short goes on where it was. */
const ROUND = 100

/**
 * Ports that were there before security groups are given their project's default group, as each port that says nothing is. Without
 * a group they would be cut off, unfiltered they would be open without anybody having said so. At the first start that has ports;
 * every other finds none.
 */
export async function adoptPorts(env: ServiceEnvironment): Promise<void> {
  const context = adminContext('', 'req-adopt-ports')
  const defaults = new DefaultGroups(env)
  let adopted = 0
  for (;;) {
    const { db } = env.store
    const left = await tablesIn(db)
      .selectFrom('ports_before_groups')
      .leftJoin('ports', 'ports.id', 'ports_before_groups.port_id')
      .leftJoin('port_security_groups', 'port_security_groups.port_id', 'ports_before_groups.port_id')
      .select(['ports_before_groups.port_id', 'ports.project_id', 'port_security_groups.security_group_id'])
      .limit(ROUND)
      .execute()
    if (left.length === 0) break
    const open = left.filter((row) => row.security_group_id === null)
    const projects = open.flatMap(({ project_id: project }) => project ?? [])
    const groups = await env.store.transaction((tx) => defaults.ensure(tx, context, projects))
    for (const { port_id: id, project_id: project } of open) {
      const group = groups.get(project ?? '')
      if (group === undefined) continue
      const change: PortUpdate & { readonly securityGroups: readonly string[] } = { securityGroups: [group] }
      try {
        await env.ports.update(context, id, change)
        adopted++
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
    }
    const ids = left.map((row) => row.port_id)
    await env.store.transaction(async (tx) => {
      await tablesIn(tx.db).deleteFrom('ports_before_groups').where('port_id', 'in', ids).execute()
    })
  }
  if (adopted > 0) env.logger.info({ ports: adopted }, 'ports from before security groups are in default groups now')
}
