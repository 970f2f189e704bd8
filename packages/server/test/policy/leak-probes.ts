import type { Who } from '../support/start-api.ts'
import { actionPath, collectionOf, objectsAt, type ObjectAt } from './routes.ts'
import { actionBody, SAMPLES, type Ids } from './samples.ts'
import type { TenancyFixture } from './tenancy-fixture.ts'

export interface Request {
  readonly method: string
  readonly path: string
  readonly who: Who
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * What somebody sends who knows every id and every value of a project's objects, and wants to see, change, count or merely
 * know of them: every route, filter, sort key, marker, attribute, revision, action and reference that the API declares.
 */
export function leakProbes(target: TenancyFixture, own: TenancyFixture, who: Who): readonly Request[] {
  return objectsAt(target.ids).flatMap((at) => {
    const shown = target.shown[at.resource.plural] ?? { id: at.id, name: 'net', project_id: target.ids['project'] }
    return [
      ...listings(at, shown),
      ...touches(at, shown),
      ...actions(at, target.ids, own.ids),
      // who may do less or more in their own project names others' objects all the same
      ...(who.startsWith('member@') ? references(at, target.ids, own.ids) : []),
    ].map((request) => ({ ...request, who }))
  })
}

type Anonymous = Omit<Request, 'who'>
type Shown = Readonly<Record<string, unknown>>

function listings({ path, id, resource }: ObjectAt, shown: Shown): readonly Anonymous[] {
  const { attributes } = resource
  const filters = Object.entries(attributes).filter(
    ([, { filter, filterAs }]) => filter !== undefined || filterAs !== undefined,
  )
  const sorts = Object.entries(attributes).filter(([, { sort }]) => sort !== undefined)
  const queries = [
    '',
    'fields=id&fields=name',
    `id=${id}`,
    'limit=3',
    `limit=3&marker=${id}`,
    `limit=3&marker=${id}&page_reverse=True`,
    'shared=True',
    'tags=red',
    'not-tags=blue',
    ...filters.map(([name]) => `${name}=${encodeURIComponent(textOf(shown[name]))}`),
    ...sorts.flatMap(([name]) => [
      `sort_key=${name}&sort_dir=asc`,
      `sort_key=${name}&sort_dir=desc&limit=9&marker=${id}`,
    ]),
  ]
  return queries.map((query) => ({ method: 'GET', path: query === '' ? path : `${path}?${query}` }))
}

function touches({ path, id, resource }: ObjectAt, shown: Shown): readonly Anonymous[] {
  const { name, attributes } = resource
  const one = `${path}/${id}`
  const put = (change: object, revision?: number): Anonymous => ({
    method: 'PUT',
    path: one,
    body: { [name]: change },
    ...(revision !== undefined && { headers: { 'if-match': `revision_number=${String(revision)}` } }),
  })
  const writable = Object.entries(attributes).filter(([, { put: may }]) => may !== undefined)
  const revision = typeof shown['revision_number'] === 'number' ? shown['revision_number'] : 1
  return [
    { method: 'GET', path: one },
    { method: 'GET', path: `${one}?fields=id` },
    put({}),
    put({}, revision),
    put({ name: 'mine' }, revision),
    put({ name: 'mine' }, revision + 1),
    put({ project_id: 'b' }),
    ...writable.map(([attribute]) => put({ [attribute]: shown[attribute] ?? true })),
    { method: 'POST', path: one, body: {} },
    { method: 'DELETE', path: one, headers: { 'if-match': `revision_number=${String(revision + 1)}` } },
    { method: 'DELETE', path: one, headers: { 'if-match': `revision_number=${String(revision)}` } },
    { method: 'DELETE', path: one },
  ]
}

function actions(at: ObjectAt, target: Ids, own: Ids): readonly Anonymous[] {
  const ownAt = objectsAt(own).find(({ resource }) => resource === at.resource) ?? at
  return at.actions.flatMap((action) => {
    const { method, rule } = action
    const withBody = (path: string, ids: Ids): Anonymous => ({
      method,
      path,
      ...(method !== 'GET' && method !== 'DELETE' && { body: actionBody(rule, ids) }),
    })
    // their object; then one's own object, and theirs in the body
    return [withBody(actionPath(at, action), target), withBody(actionPath(ownAt, action), target)]
  })
}

/** Objects of one's own that name theirs, in every attribute that holds an id, with an id of every kind. */
function references({ resource }: ObjectAt, target: Ids, own: Ids): readonly Anonymous[] {
  const { name, plural, attributes } = resource
  const path = collectionOf(resource, own)
  const sample = SAMPLES[plural]?.(own) ?? {}
  const theirs = SAMPLES[plural]?.(target) ?? {}
  const { project: _, ...foreign } = target
  const attempts = Object.entries(attributes).flatMap(([attribute, { post, put }]) => {
    const values =
      attribute.endsWith('_id') && attribute !== 'project_id' && attribute !== 'tenant_id' ? Object.values(foreign) : []
    return values.flatMap((id) => [
      ...(post === undefined ? [] : [{ method: 'POST', path, body: { [name]: { ...sample, [attribute]: id } } }]),
      ...(put === undefined
        ? []
        : [{ method: 'PUT', path: `${path}/${own[plural] ?? id}`, body: { [name]: { [attribute]: id } } }]),
    ])
  })
  return [
    { method: 'POST', path, body: { [name]: theirs } },
    { method: 'POST', path, body: { [name]: { ...sample, project_id: target['project'] } } },
    { method: 'POST', path, body: { [plural]: [sample, theirs] } },
    ...attempts,
    ...nested(plural, target, own),
  ]
}

/** References inside lists. */
function nested(plural: string, target: Ids, own: Ids): readonly Anonymous[] {
  if (plural === 'rbac_policies') return SHAREABLE.map((name) => shareTheirs(name, target, own))
  if (plural !== 'ports') return []
  const security_groups = [target['security_groups']]
  const fixed_ips = [{ subnet_id: target['subnets'] }]
  return [
    { method: 'POST', path: '/ports', body: { port: { network_id: own['networks'], fixed_ips } } },
    { method: 'PUT', path: `/ports/${own['ports'] ?? ''}`, body: { port: { fixed_ips } } },
    { method: 'GET', path: `/ports?fixed_ips=subnet_id=${target['subnets'] ?? ''}` },
    { method: 'GET', path: '/ports?fixed_ips=ip_address=10.7.0.77' },
    { method: 'POST', path: '/ports', body: { port: { network_id: own['networks'], security_groups } } },
    {
      method: 'POST',
      path: '/ports',
      body: { port: { network_id: own['networks'], security_groups: [own['security_groups'], ...security_groups] } },
    },
    { method: 'PUT', path: `/ports/${own['ports'] ?? ''}`, body: { port: { security_groups } } },
    { method: 'GET', path: `/ports?security_groups=${target['security_groups'] ?? ''}` },
    { method: 'GET', path: `/security-group-rules?security_group_id=${target['security_groups'] ?? ''}` },
  ]
}

const SHAREABLE = ['security_group', 'address_group', 'subnetpool', 'address_scope', 'network'] as const

/** Theirs, for oneself. */
function shareTheirs(object_type: string, target: Ids, own: Ids): Anonymous {
  const rbac_policy = {
    ...{ object_type, object_id: target[`${object_type}s`], action: 'access_as_shared', target_tenant: own['project'] },
  }
  return { method: 'POST', path: '/rbac-policies', body: { rbac_policy } }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'x'
}
