import { type Netloom, QUOTA_RESOURCES, type QuotaLimits, type RequestContext } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import { ANYONE } from '../policy/rule.ts'
import type { Action } from '../resource/action.ts'
import type { Attribute } from '../resource/attribute.ts'
import { defineResource, type Resource, type Service } from '../resource/resource.ts'
import { integer } from '../values/integer.ts'
import { shown } from '../values/shown.ts'
import { text } from '../values/text.ts'
import { value } from '../values/value.ts'

/** Limits; `projectId` is there in lists only, as Neutron has it. */
type Quota = QuotaLimits & { readonly projectId?: string }
type QuotaChange = Partial<QuotaLimits> & { readonly checkLimit?: boolean; readonly force?: boolean }

/** How many objects of one kind a project may have. */
export const limitAttribute: Attribute<Quota> = { type: integer({ min: -1, max: 2 ** 31 - 1 }), put: 'allowed' }
/** Neutron takes whatever is not empty for true. */
const truth = value(Boolean, { type: 'boolean' })
const READ = { method: 'GET', rule: 'get_quota', policy: ANYONE } as const

const actions: readonly Action[] = [
  {
    ...READ,
    path: 'tenant',
    summary: 'Which project is asking',
    run: (_, { projectId }) => Promise.resolve({ tenant: { tenant_id: projectId } }),
  },
  {
    ...READ,
    path: 'project',
    summary: 'Which project is asking',
    run: (_, { projectId }) => Promise.resolve({ project: { project_id: projectId } }),
  },
  {
    ...READ,
    path: ':id/default',
    summary: 'Limits of projects that have none of their own',
    run: async ({ quotas }, context, { params: { id = '' } }) => ({ quota: await quotas.defaults(context, id) }),
  },
  {
    ...READ,
    path: ':id/details',
    summary: 'Limits, and how much of them is used',
    run: async ({ quotas }, context, { params: { id = '' } }) => ({ quota: await quotas.details(context, id) }),
  },
]

/** `/v2.0/quotas`: by project, whether anybody has heard of it or not. */
export const quotaResource: Resource = defineResource<Quota>({
  name: 'quota',
  plural: 'quotas',
  summary: 'How many objects of each kind a project may have; -1 is any number.',
  extension: 'quotas',
  // core tells who may do what to whose limits
  policy: { read: ANYONE, update: ANYONE, delete: ANYONE },
  service,
  actions,
  attributes: {
    ...Object.fromEntries(QUOTA_RESOURCES.map((name) => [name, { ...limitAttribute, field: name }])),
    project_id: { type: shown({ type: 'string' }), filter: true },
    tenant_id: { type: text(255), field: 'projectId' },
    check_limit: { type: truth, put: 'allowed', writeOnly: true },
    force: { type: truth, put: 'allowed', writeOnly: true },
  },
})

function service({ quotas }: Netloom): Service {
  return {
    list: async (context, filter = {}) => {
      const wanted = filter['projectId']
      const ids = wanted === undefined ? undefined : new Set(wantedIds(wanted))
      const all = (await quotas.list(context)).filter(({ projectId }) => ids?.has(projectId) ?? true)
      return all.map(({ projectId, limits }) => ({ ...limits, projectId }))
    },
    get: (context, projectId) => quotas.get(context, projectId),
    update: (context: RequestContext, projectId: string, { checkLimit, force: _, ...change }: QuotaChange) =>
      quotas.update(context, projectId, change, { checkLimit: checkLimit === true }),
    delete: (context, projectId) => quotas.delete(context, projectId),
  }
}

const wantedIds = (wanted: ResourceFilter[string]): readonly unknown[] => (Array.isArray(wanted) ? wanted : [wanted])
