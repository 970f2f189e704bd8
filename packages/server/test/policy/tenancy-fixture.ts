import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'
import { collectionOf, PROJECT_RESOURCES } from './routes.ts'
import { MADE_BY_ADMIN, SAMPLES, type Ids } from './samples.ts'

export interface TenancyFixture {
  readonly api: Api
  /** Ids of what the project has: one object of each resource, `parent` a second port, `project` the project. */
  readonly ids: Ids
  /** As they were shown when they were made, by plural name. */
  readonly shown: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A project with one object of each resource. */
export async function settle(api: Api, project: string): Promise<TenancyFixture> {
  const ids: Record<string, string> = { project, agents: await anyAgent(api), external: await external(api) }
  const shown: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const resource of PROJECT_RESOURCES) {
    const { name, plural, policy } = resource
    // aliases show what another resource makes
    if (policy.create === undefined || plural.startsWith('alias_')) continue
    if (plural === 'trunks') ids['parent'] = await makeParent(api, project, ids)
    const byAdmin = MADE_BY_ADMIN.has(plural)
    const sample = SAMPLES[plural]?.(ids) ?? { name: plural }
    const owner = byAdmin && 'project_id' in resource.attributes ? { project_id: project } : {}
    const answer = await api.call(
      'POST',
      collectionOf(resource, ids),
      { [name]: { ...sample, ...owner } },
      byAdmin ? 'admin@admin' : `member@${project}`,
    )
    const made = objectIn(answer, name)
    shown[plural] = made
    ids[plural] = String(made['id'])
    if (plural === 'routers') await connect(api, project, ids)
  }
  return { api, ids, shown }
}

/** What is behind the router of a project can be reached from outside. */
async function connect(api: Api, project: string, { routers = '', subnets }: Ids): Promise<void> {
  const path = `/routers/${routers}/add_router_interface`
  const { status, body } = await api.call('PUT', path, { subnet_id: subnets }, `member@${project}`)
  if (status !== 200) throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`)
}

interface Templates {
  readonly default_security_group_rules: readonly { readonly id: string }[]
}

/** A controller with agents of one host, a network that leads out and nothing else. */
export async function emptyCloud(): Promise<Api> {
  const time = Date.UTC(2026, 0, 31, 23, 59, 0)
  const api = await startApi({
    ...WITH_SERVICES,
    clock: { now: () => time, date: () => new Date(time), after: () => () => undefined },
  })
  const agent = { binary: 'x', host: 'h1', availabilityZone: 'z1', configurations: {}, start: true }
  await api.netloom.agents.hello({ agentType: 'DHCP agent', ...agent })
  // Groups begin with rules whose ids are drawn: two clouds would list them in different orders.
  const { body } = await api.call('GET', '/default-security-group-rules')
  for (const { id } of (body as Templates).default_security_group_rules) {
    await api.call('DELETE', `/default-security-group-rules/${id}`)
  }
  const network = { name: 'external', 'router:external': true }
  const { id } = objectIn(await api.call('POST', '/networks', { network }), 'network')
  const subnet = { network_id: id, ip_version: 4, cidr: '203.0.113.0/24', enable_dhcp: false }
  objectIn(await api.call('POST', '/subnets', { subnet }), 'subnet')
  return api
}

/** The one network that leads out of the cloud: everybody sees it. */
async function external(api: Api): Promise<string> {
  const { body } = await api.call('GET', '/networks?router:external=true')
  return (body as { readonly networks: readonly [{ readonly id: string }] }).networks[0].id
}

async function anyAgent(api: Api): Promise<string> {
  const { body } = await api.call('GET', '/agents')
  return (body as { readonly agents: readonly [{ readonly id: string }] }).agents[0].id
}

async function makeParent(api: Api, project: string, ids: Ids): Promise<string> {
  const body = { port: { network_id: ids['networks'], name: 'parent' } }
  return String(objectIn(await api.call('POST', '/ports', body, `member@${project}`), 'port')['id'])
}

function objectIn({ status, body }: Answer, name: string): Readonly<Record<string, unknown>> {
  if (status !== 201) throw new Error(`${name}: ${String(status)} ${JSON.stringify(body)}`)
  return (body as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[name] ?? {}
}
