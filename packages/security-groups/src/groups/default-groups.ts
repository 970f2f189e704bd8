import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { sql } from 'kysely'
import { chunks, isOwn, isService } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { SecurityGroup } from '../model/security-group.ts'
import type { Db } from '../store/tables.ts'
import { templatesFor, writeGroups } from './write-group.ts'

type Environment = Pick<ServiceEnvironment, 'clock' | 'publish' | 'quotas' | 'store'>

export const DEFAULT_NAME = 'default'

/** Each project has one default group from the moment that anything of it is needed. */
export class DefaultGroups {
  constructor(private readonly env: Environment) {}

  /**
   * Groups by project, made where they are missing. Nobody makes another project's, but administrators and other services
   * (LP 1987410). They come along: no quota refuses them. Two that come at once find the same one: transactions that write run
   * one after the other.
   */
  async ensure(
    tx: Transaction,
    context: RequestContext,
    projectIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(projectIds)].filter((one) => mayEnsure(context, one))
    const found = await defaultsOf(tx.db, wanted)
    const missing = wanted.filter((one) => !found.has(one))
    for (const group of await this.#make(tx, missing)) found.set(group.projectId, group.id)
    return found
  }

  /** Before a list is read; a transaction only where something is missing. */
  async ensureBeforeReading(context: RequestContext, projectId: string): Promise<void> {
    if (!mayEnsure(context, projectId)) return
    if ((await defaultsOf(this.env.store.db, [projectId])).size > 0) return
    await this.env.store.transaction((tx) => this.ensure(tx, context, [projectId]))
  }

  async #make(tx: Transaction, projectIds: readonly string[]): Promise<readonly SecurityGroup[]> {
    if (projectIds.length === 0) return []
    const given = { name: DEFAULT_NAME, description: 'Default security group', stateful: true }
    const creates = projectIds.map((projectId) => ({ projectId, ...given }))
    const templates = await templatesFor(tx, true)
    const groups = await writeGroups(this.env, tx, creates, { isDefault: true, templates })
    const uses = groups.flatMap(({ projectId, rules }) => [
      { projectId, resource: 'security_group' },
      { projectId, resource: 'security_group_rule', count: rules.length },
    ])
    await this.env.quotas.count(tx, uses)
    return groups
  }
}

function mayEnsure(context: RequestContext, projectId: string): boolean {
  return projectId !== '' && (isOwn(context, { projectId }) || isService(context))
}

interface Row {
  readonly project_id: string
  readonly security_group_id: string
}

async function defaultsOf(db: Db, projectIds: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const piece of chunks(projectIds)) {
    // As text: asked at each write of a port, and putting a statement together costs more than running it.
    const { rows } = await sql<Row>`select project_id, security_group_id from default_security_groups
      where project_id in (${sql.join(piece)})`.execute(db)
    for (const row of rows) found.set(row.project_id, row.security_group_id)
  }
  return found
}
