import {
  AdminRequiredError,
  NotAuthorizedError,
  type ProjectQuota,
  QuotaBelowUseError,
  type QuotaDetails,
  type QuotaLimits,
  QuotaNotFoundError,
  type QuotaResource,
  type RequestContext,
} from '@netloom/core'
import type { QuotaService } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { quotaUpdateInput } from '../input/quota-input.ts'
import { transact } from '../base/retry.ts'
import { groupBy } from '../rows/group-by.ts'
import { quotaResources } from './quota-resources.ts'

type Db = Kysely<Schema>
type Entries = readonly { readonly resource: string; readonly quota_limit: number }[]

export class Ml2QuotaService implements QuotaService {
  readonly #env: Pick<Ml2Environment, 'store' | 'options'>

  constructor(env: Pick<Ml2Environment, 'store' | 'options'>) {
    this.#env = env
  }

  async list(context: RequestContext): Promise<readonly ProjectQuota[]> {
    if (!context.isAdmin) throw new NotAuthorizedError('rule:get_quota')
    const rows = await this.#env.store.db.selectFrom('quotas').selectAll().orderBy('project_id').execute()
    return [...groupBy(rows, (row) => row.project_id)].map(([projectId, own]) => ({
      projectId,
      limits: this.#limits(own),
    }))
  }

  async get(context: RequestContext, projectId: string): Promise<QuotaLimits> {
    requireOwn(context, projectId)
    return this.#limits(await ownLimits(this.#env.store.db, projectId))
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async defaults(context: RequestContext, projectId: string): Promise<QuotaLimits> {
    requireOwn(context, projectId)
    return this.#limits([])
  }

  async details(context: RequestContext, projectId: string): Promise<QuotaDetails> {
    if (!context.isAdmin && projectId !== context.projectId) {
      throw new AdminRequiredError('Only admin is authorized to access quotas for another project')
    }
    const { db } = this.#env.store
    const limits = this.#limits(await ownLimits(db, projectId))
    const used = await usages(db, projectId)
    return byResource(this.#resources, (resource) => ({
      limit: limits[resource] ?? -1,
      used: used.get(resource) ?? 0,
      reserved: 0,
    }))
  }

  async update(
    context: RequestContext,
    projectId: string,
    change: Partial<QuotaLimits>,
    { checkLimit = false }: { readonly checkLimit?: boolean } = {},
  ): Promise<QuotaLimits> {
    if (!context.isAdmin) throw new NotAuthorizedError('rule:update_quota')
    const given: Partial<Readonly<Record<string, number>>> = parseInput(quotaUpdateInput(this.#resources), change)
    const limits = Object.entries(given) as [string, number][]
    return transact(this.#env.store, async ({ db }) => {
      const used = checkLimit ? await usages(db, projectId) : new Map<string, number>()
      for (const [resource, limit] of limits) {
        const have = used.get(resource) ?? 0
        // Neutron: no limit at all (-1) is below any use, too
        if (checkLimit && limit < have) throw new QuotaBelowUseError(resource, limit, have)
      }
      for (const [resource, quota_limit] of limits) {
        await db
          .insertInto('quotas')
          .values({ project_id: projectId, resource, quota_limit })
          .onConflict((conflict) => conflict.columns(['project_id', 'resource']).doUpdateSet({ quota_limit }))
          .execute()
      }
      return this.#limits(await ownLimits(db, projectId))
    })
  }

  async delete(context: RequestContext, projectId: string): Promise<void> {
    if (!context.isAdmin) throw new NotAuthorizedError('rule:delete_quota')
    await transact(this.#env.store, async ({ db }) => {
      if ((await ownLimits(db, projectId)).length === 0) throw new QuotaNotFoundError(projectId)
      await db.deleteFrom('quotas').where('project_id', '=', projectId).execute()
    })
  }

  get #resources(): readonly string[] {
    return quotaResources(this.#env.options.quotas)
  }

  #limits(own: Entries): QuotaLimits {
    const set = new Map(own.map(({ resource, quota_limit }) => [resource, quota_limit]))
    return byResource(this.#resources, (resource) => set.get(resource) ?? this.#env.options.quotas[resource] ?? -1)
  }
}

function requireOwn(context: RequestContext, projectId: string): void {
  if (!context.isAdmin && projectId !== context.projectId) throw new NotAuthorizedError('rule:get_quota')
}

function ownLimits(db: Db, projectId: string): Promise<Entries> {
  return db.selectFrom('quotas').select(['resource', 'quota_limit']).where('project_id', '=', projectId).execute()
}

async function usages(db: Db, projectId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('quota_usages')
    .select(['resource', 'used'])
    .where('project_id', '=', projectId)
    .execute()
  return new Map(rows.map(({ resource, used }) => [resource, used]))
}

function byResource<T>(
  resources: readonly string[],
  value: (resource: string) => T,
): Readonly<Record<QuotaResource, T>> & Readonly<Record<string, T>> {
  const entries = resources.map((resource) => [resource, value(resource)] as const)
  return Object.fromEntries(entries) as Record<QuotaResource, T> & Record<string, T>
}
