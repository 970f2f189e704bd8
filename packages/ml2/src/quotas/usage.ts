import { OverQuotaError, type QuotaLimits } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { quotaResources } from './quota-resources.ts'
/**
 * What projects have, counted in the transaction that makes or removes it: whatever rolls back is not counted, and nothing is
 * ever reserved beside the rows themselves.
 */
import { sql } from 'kysely'

export interface Use {
  readonly projectId: string
  readonly resource: string
  /** Default 1. */
  readonly count?: number
}

/**
 * Counts new objects, before they are written. One statement, whatever the request makes.
 * @throws {OverQuotaError} when a project would have more than it may; the transaction has to be given up then
 */
export async function takeQuota(
  { options }: { readonly options: { readonly quotas: QuotaLimits } },
  tx: Transaction,
  uses: readonly Use[],
): Promise<void> {
  const over = (await count(tx, totals(uses))).filter(({ project_id, resource, used, quota_limit }) => {
    // what belongs to nobody (the ports of floating IPs) has no project whose limit it could be
    if (project_id === '') return false
    const limit = quota_limit ?? options.quotas[resource] ?? -1
    return limit >= 0 && used > limit
  })
  if (over.length > 0) {
    const names = new Set(over.map(({ resource }) => resource))
    throw new OverQuotaError(quotaResources(options.quotas).filter((resource) => names.has(resource)))
  }
}

/** Counts objects that come along with others: they are never refused. */
export async function countUses(tx: Transaction, uses: readonly Use[]): Promise<void> {
  await count(tx, totals(uses))
}

/** Uncounts objects that are removed. Of a project that has none left no row remains: projects come and go without end. */
export async function returnQuota(tx: Transaction, uses: readonly Use[]): Promise<void> {
  const counted = await count(
    tx,
    totals(uses).map((use) => ({ ...use, count: -use.count })),
  )
  const none = counted.filter(({ used }) => used === 0)
  if (none.length === 0) return
  await tx.db
    .deleteFrom('quota_usages')
    .where((eb) => eb.or(none.map(({ project_id, resource }) => eb.and({ project_id, resource, used: 0 }))))
    .execute()
}

interface Counted {
  readonly project_id: string
  readonly resource: string
  readonly used: number
  /** Set by an administrator for this project. */
  readonly quota_limit: number | null
}

async function count({ db }: Transaction, uses: readonly Required<Use>[]): Promise<readonly Counted[]> {
  if (uses.length === 0) return []
  const values = uses.map((use) => sql`(${use.projectId}, ${use.resource}, ${sql.lit(use.count)})`)
  const { rows } = await sql<Counted>`insert into quota_usages (project_id, resource, used) values ${sql.join(values)}
    on conflict (project_id, resource) do update set used = quota_usages.used + excluded.used
    returning project_id, resource, used, (select quotas.quota_limit from quotas
      where quotas.project_id = quota_usages.project_id and quotas.resource = quota_usages.resource) as quota_limit`.execute(
    db,
  )
  return rows
}

/** One entry per project and resource: a statement may touch a row only once. */
function totals(uses: readonly Use[]): readonly Required<Use>[] {
  const sums = new Map<string, Required<Use>>()
  for (const { projectId, resource, count = 1 } of uses) {
    const key = `${resource} ${projectId}`
    sums.set(key, { projectId, resource, count: (sums.get(key)?.count ?? 0) + count })
  }
  return [...sums.values()]
}
