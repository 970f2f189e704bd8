import { type Action, ADMIN, defineResource, isDictionary, READER, type Resource, shown, value } from '@netloom/api'
import type { Netloom, RequestContext } from '@netloom/core'
import { apiError } from '../words/api-error.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { integer, orNull } from '../values/values.ts'

/** Octavia's names of what is counted → names in /v2.0/quotas. */
const NAMES: Readonly<Record<string, string>> = {
  load_balancer: 'loadbalancer',
  listener: 'listener',
  member: 'member',
  pool: 'pool',
  health_monitor: 'healthmonitor',
  l7policy: 'l7policy',
}
/** As neutron-lbaas and older clients write them. */
const OLD: Readonly<Record<string, string>> = { loadbalancer: 'load_balancer', healthmonitor: 'health_monitor' }

type Limits = Readonly<Record<string, number>>

/** Rules are not counted. */
const shownLimits = (limits: Limits): Limits => ({
  ...Object.fromEntries(Object.entries(NAMES).map(([name, own]) => [name, limits[own] ?? -1])),
  l7rule: -1,
})

const limit = orNull(integer(-1, 2_147_483_647))

/** `{ quota: { load_balancer: 10, … } }`; null = what is so by default. */
const quotaBody = value(
  (given) => {
    const quota = isDictionary(given) ? given['quota'] : undefined
    if (!isDictionary(quota)) throw OCTAVIA.noEnvelope(quotaResource, isDictionary(given) ? Object.keys(given) : [])
    return Object.fromEntries(
      Object.entries(quota).flatMap(([asked, one]): readonly (readonly [string, number])[] => {
        const name = OLD[asked] ?? asked
        const own = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
        if (name === 'l7rule' && (one === -1 || one === null)) return []
        if (own === undefined) throw apiError(`Unknown attribute for argument quotas.quota: ${asked.slice(0, 255)}`)
        return [[own, readLimit(name, one)]]
      }),
    )
  },
  { type: 'object', properties: { quota: { type: 'object' } }, required: ['quota'] },
)

function readLimit(name: string, given: unknown): number {
  try {
    return limit.parse(given) ?? -1
  } catch (error) {
    throw OCTAVIA.badValue(name, given, (error as Error).message)
  }
}

const of = async ({ quotas }: Netloom, context: RequestContext, id: string): Promise<{ readonly quota: Limits }> => ({
  quota: shownLimits((await quotas.get(context, id)) as unknown as Limits),
})

const actions: readonly Action[] = [
  {
    method: 'GET',
    path: 'defaults',
    summary: 'Limits of projects that have none of their own',
    rule: 'get_quota-defaults',
    policy: READER,
    run: async ({ quotas }, context) => ({
      quota: shownLimits((await quotas.defaults(context, context.projectId)) as unknown as Limits),
    }),
  },
  {
    method: 'GET',
    path: ':id',
    summary: 'Limits of a project',
    rule: 'get_lb_quota',
    policy: READER,
    run: (netloom, context, { params: { id = '' } }) => of(netloom, context, id),
  },
  {
    method: 'PUT',
    path: ':id',
    summary: 'Set limits of a project',
    rule: 'update_lb_quota',
    policy: ADMIN,
    status: 202,
    body: quotaBody,
    run: async (netloom, context, { params: { id = '' }, body }) => {
      await netloom.quotas.update(context, id, body as Limits)
      return of(netloom, context, id)
    },
  },
  {
    method: 'DELETE',
    path: ':id',
    summary: 'Give a project the limits that all have',
    rule: 'delete_lb_quota',
    policy: ADMIN,
    status: 204,
    run: async (netloom, context, { params: { id = '' } }) => {
      const none = Object.fromEntries(Object.values(NAMES).map((name) => [name, -1]))
      await netloom.quotas.update(context, id, none)
    },
  },
]

/** `/v2.0/lbaas/quotas`: the same limits as in `/v2.0/quotas`, by Octavia's names. */
export const quotaResource: Resource = defineResource<Limits>({
  name: 'lb_quota',
  plural: 'lb_quotas',
  path: 'lbaas/quotas',
  summary: 'How many load balancers and parts of them a project may have; -1 is any number.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { read: READER },
  service: () => ({}),
  actions,
  attributes: {
    ...Object.fromEntries(
      [...Object.keys(NAMES), 'l7rule'].map((name) => [name, { type: shown({ type: 'integer' }) }]),
    ),
  },
})
