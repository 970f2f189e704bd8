import type { Resource } from '@netloom/api'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/api/app.ts'
import type { Answer, Role, Who } from '../support/start-api.ts'
import { actionPath, NO_SUCH_ID, objectsAt, type ObjectAt } from './routes.ts'
import { actionBody, SAMPLES, type Ids } from './samples.ts'
import { ALL_RESOURCES } from '../support/with-services.ts'
import { emptyCloud, settle, type TenancyFixture } from './tenancy-fixture.ts'

type Least = 'anyone' | 'reader' | 'member' | 'admin' | 'nobody'

interface Expected {
  readonly create: Least
  readonly read: Least
  readonly update: Least
  readonly delete: Least
}

/** Of what a project makes for itself. */
const OWN: Expected = { create: 'member', read: 'reader', update: 'member', delete: 'member' }
const ADMINS: Expected = { create: 'admin', read: 'admin', update: 'admin', delete: 'admin' }
const FOR_PROJECTS: Expected = { ...ADMINS, read: 'reader' }
/** Made and deleted, never changed. */
const FIXED: Expected = { ...OWN, update: 'nobody' }
const SHOWN: Expected = { create: 'nobody', read: 'anyone', update: 'nobody', delete: 'nobody' }

/** The least role that may, in the project whose object it is. What is not here is {@link OWN}. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  segments: ADMINS,
  agents: { ...ADMINS, create: 'nobody' },
  network_ip_availabilities: { ...SHOWN, read: 'admin' },
  quotas: { create: 'nobody', read: 'anyone', update: 'admin', delete: 'admin' },
  policies: FOR_PROJECTS,
  security_group_rules: FIXED,
  // lists are everybody's, one alone shows drivers
  rule_types: { ...SHOWN, read: 'admin' },
  availability_zones: SHOWN,
  service_providers: SHOWN,
}

/** What other services of the cloud, which have no role in a project, may see and change. */
const SERVICE_READS: ReadonlySet<string> = new Set(['networks', 'subnets', 'ports'])
const SERVICE_WRITES: ReadonlySet<string> = new Set(['ports'])

const DENIALS = ['PolicyNotAuthorized', 'NotAuthorized', 'AdminRequired']
/** Not refusals: parts that are not there, tags and subports and quotas of their own, L3 agents. */
const MISSING_PARTS = ['InvalidL3Agent', 'TagNotFound', 'SubPortNotFound', 'TenantQuotaNotFound']

const RANK: Readonly<Record<Least | Role, number>> = {
  anyone: 0,
  service: 0,
  reader: 1,
  member: 2,
  manager: 3,
  admin: 4,
  nobody: 5,
}

const expectedOf = ({ plural }: Resource): Expected =>
  EXPECTED[plural] ?? (plural.endsWith('_rules') ? FOR_PROJECTS : OWN)

interface Ask {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly resource: Resource
  readonly operation: keyof Expected
  readonly least: Least
}

/** Every route of an object, each with a request that is sound. */
function asksOf({ resource, path, id, actions }: ObjectAt, ids: Ids): readonly Ask[] {
  const least = expectedOf(resource)
  const { name, plural, attributes } = resource
  const ask = (operation: keyof Expected, method: string, at: string, body?: object): Ask => {
    return { resource, operation, least: least[operation], method, path: at, ...(body !== undefined && { body }) }
  }
  const one = `${path}/${id}`
  const change = plural === 'quotas' ? { port: 5 } : 'name' in attributes ? { name: 'new' } : {}
  const all = [
    ask('read', 'GET', one),
    ...actions.map((action) => {
      const isRead = action.method === 'GET'
      const body = isRead || action.method === 'DELETE' ? undefined : actionBody(action.rule, ids)
      const asked = ask(isRead ? 'read' : 'update', action.method, actionPath({ path, id }, action), body)
      // who serves a network or has a router is the operators' business
      if (/dhcp-|l3-/.test(action.rule)) return { ...asked, least: 'admin' as const }
      // Neutron: members tag whatever is their project's
      return action.rule.endsWith('_tags') && !isRead ? { ...asked, least: 'member' as const } : asked
    }),
    ask('create', 'POST', path, { [name]: SAMPLES[plural]?.(ids) ?? { name: 'x' } }),
    ask('update', 'PUT', one, { [name]: change }),
    ask('delete', 'DELETE', one),
  ]
  const isList = plural === 'availability_zones' || plural === 'service_providers'
  const isAlias = plural.startsWith('alias_')
  return all.filter(
    ({ least: role, operation }) =>
      role !== 'nobody' && !isList && !(isAlias && (operation === 'create' || operation === 'delete')),
  )
}

function may(role: Role, { resource, operation, least }: Ask): boolean {
  if (role !== 'service') return RANK[role] >= RANK[least]
  return (operation === 'read' ? SERVICE_READS : SERVICE_WRITES).has(resource.plural)
}

/** What is wrong with an answer, as text. Who may is not refused, whatever else may stand in the way. */
function fault(role: Role, ask: Ask, { status, body }: Answer): string | undefined {
  const type = (body as { readonly NeutronError?: { readonly type: string } } | undefined)?.NeutronError?.type ?? ''
  const isDenied = status === 403 && DENIALS.includes(type)
  const isHidden = status === 404 && !MISSING_PARTS.includes(type) && !ask.path.endsWith(NO_SUCH_ID)
  const isFine = may(role, ask)
    ? status < 500 && status !== 403 && !isHidden
    : isDenied || (isHidden && !may(role, { ...ask, operation: 'read', least: expectedOf(ask.resource).read }))
  return isFine ? undefined : `${role} ${ask.method} ${ask.path}: ${String(status)} ${JSON.stringify(body)}`
}

async function faults(role: Role, { api, ids }: TenancyFixture): Promise<readonly string[]> {
  const who: Who = role === 'admin' || role === 'service' ? `${role}@${role}` : `${role}@a`
  // tags and other actions are no business of services
  const asks = objectsAt(ids).flatMap((at) => asksOf(role === 'service' ? { ...at, actions: [] } : at, ids))
  const [deletions, others] = [asks.filter(isDeletion), asks.filter((ask) => !isDeletion(ask))]
  const found: string[] = []
  // what depends on others was made after them, so it goes before them
  for (const ask of [...others, ...deletions.reverse()]) {
    const answer = await api.call(ask.method, ask.path, ask.body, who)
    found.push(...[fault(role, ask, answer)].filter((text) => text !== undefined))
  }
  return found
}

const isDeletion = ({ operation }: Ask): boolean => operation === 'delete'

describe.each(['admin', 'manager', 'member', 'reader', 'service'] as const)('%s', (role) => {
  it('may in its project what Neutron lets it, on every route, and no more', { timeout: 60_000 }, async () => {
    const world = await settle(await emptyCloud(), 'a')
    expect((await faults(role, world)).join('\n')).toBe('')
    await world.api.close()
  })
})

it('nobody sees anything without a role that networking knows', async () => {
  const api = await emptyCloud()
  const { ids } = await settle(api, 'a')
  const stranger = createApp({
    netloom: api.netloom,
    resources: ALL_RESOURCES,
    contextOf: (_, requestId) =>
      Promise.resolve({ projectId: 'a', roles: ['load-balancer_member'], isAdmin: false, requestId }),
  })
  const seen: string[] = []
  for (const { resource, path, id } of objectsAt(ids).filter(
    ({ resource: one }) => expectedOf(one).read === 'reader',
  )) {
    const list = await stranger.inject({ method: 'GET', url: `/v2.0${path}` })
    const one = await stranger.inject({ method: 'GET', url: `/v2.0${path}/${id}` })
    // rules by their id alone are no list
    const isEmpty = list.statusCode === 405 || list.body === JSON.stringify({ [resource.plural]: [] })
    if (!isEmpty || one.statusCode !== 404) seen.push(`${path}: ${list.body} ${one.body}`)
  }
  expect(seen).toEqual([])
  await stranger.close()
  await api.close()
})
