import type { Caller } from './scenario.ts'
import type { Player } from './play.ts'

const PROJECTS = ['admin', 'a', 'b'] as const
const CALLERS: readonly Caller[] = ['admin@admin', 'manager@a', 'member@a', 'reader@a', 'member@b', 'reader@b']
const COLLECTIONS = [
  'trunks',
  'ports',
  // their rules keep address groups
  'security-groups',
  'subnets',
  'networks',
  'subnetpools',
  'address-scopes',
  'qos/policies',
  'address-groups',
  'rbac-policies',
] as const

export interface NeutronPlayer extends Player {
  /** Deletes all objects: a scenario starts with nothing. Neutron must be one of our own. */
  clean(): Promise<void>
}

interface Init {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A real Neutron whose tokens come from an Identity v3 service that lets us make users. */
export async function neutronPlayer(neutron: string, keystone: string, dnsDomain: string): Promise<NeutronPlayer> {
  const identity = new Identity(keystone)
  const { projects, tokens } = await identity.prepare()
  const fetchAs = (as: Caller, path: string, { headers = {}, ...init }: Init = {}): Promise<globalThis.Response> =>
    fetch(neutron + path, { ...init, headers: { ...headers, 'x-auth-token': tokens.get(as) ?? '' } })
  return {
    base: neutron,
    variables: new Map([
      ['dns-domain', dnsDomain],
      ...[...projects].map(([name, id]) => [`project-${name}`, id] as const),
    ]),
    send: async ({ method, path, as, body, headers }) => {
      const response = await fetchAs(as, path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body }),
      })
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        hasRequestId: response.headers.has('x-openstack-request-id'),
        text: await response.text(),
      }
    },
    clean: async () => {
      const ids = async (collection: string, as: Caller = 'admin@admin'): Promise<readonly string[]> => {
        const listed = await (await fetchAs(as, `/v2.0/${collection}`)).json()
        return Object.values(listed as Record<string, readonly { id: string }[]>).flatMap((list) =>
          list.map(({ id }) => id),
        )
      }
      // first of all: no list of groups is answered where the default one is above the limit
      for (const id of projects.values()) await fetchAs('admin@admin', `/v2.0/quotas/${id}`, { method: 'DELETE' })
      // an administrator does not see all trunks and groups of others, and nobody can delete a disabled trunk
      for (const as of ['admin@admin', 'member@a', 'member@b'] as const) {
        for (const id of await ids('trunks', as)) {
          const body = JSON.stringify({ trunk: { admin_state_up: true } })
          await fetchAs(as, `/v2.0/trunks/${id}`, { method: 'PUT', body })
        }
        for (const collection of COLLECTIONS) {
          for (const id of await ids(collection, as)) {
            await fetchAs(as, `/v2.0/${collection}/${id}`, { method: 'DELETE' })
          }
        }
      }
      // the administrator's own default group comes back with each look
      for (const collection of COLLECTIONS.filter((one) => one !== 'security-groups')) {
        const left = await ids(collection)
        if (left.length > 0) throw new Error(`${collection} cannot be deleted: ${left.join(', ')}`)
      }
    },
  }
}

class Identity {
  private token = ''
  constructor(private readonly url: string) {}

  /** Users `role-project` with password `secret`, made where they do not exist. */
  async prepare(): Promise<{ projects: ReadonlyMap<string, string>; tokens: ReadonlyMap<Caller, string> }> {
    this.token = await this.login('admin', 'admin')
    const projects = new Map<string, string>()
    for (const name of PROJECTS) projects.set(name, await this.ensure('projects', 'project', { name }))
    const tokens = new Map<Caller, string>()
    for (const caller of CALLERS) {
      const [role = '', project = ''] = caller.split('@')
      const name = caller === 'admin@admin' ? 'admin' : `${role}-${project}`
      const user = await this.ensure('users', 'user', { name, password: 'secret' })
      for (const one of role === 'admin' ? [] : (ROLES_OF[role] ?? [])) {
        const id = await this.ensure('roles', 'role', { name: one })
        await this.ask('PUT', `/projects/${projects.get(project) ?? ''}/users/${user}/roles/${id}`)
      }
      tokens.set(caller, await this.login(name, project))
    }
    return { projects, tokens }
  }

  private async login(name: string, project: string): Promise<string> {
    const user = { name, domain: { id: 'default' }, password: 'secret' }
    const scope = { project: { name: project, domain: { id: 'default' } } }
    const auth = { identity: { methods: ['password'], password: { user } }, scope }
    const response = await fetch(`${this.url}/auth/tokens`, { method: 'POST', body: JSON.stringify({ auth }) })
    return response.headers.get('x-subject-token') ?? ''
  }

  private async ensure(
    plural: string,
    single: string,
    object: { readonly name: string; readonly password?: string },
  ): Promise<string> {
    const found = (await this.ask('GET', `/${plural}?name=${object.name}`)) as Record<string, { id: string }[]>
    const [first] = found[plural] ?? []
    if (first !== undefined) return first.id
    const made = (await this.ask('POST', `/${plural}`, { [single]: object })) as Record<string, { id: string }>
    return made[single]?.id ?? ''
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = {
      method,
      headers: { 'x-auth-token': this.token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const text = await (await fetch(this.url + path, init)).text()
    return text === '' ? undefined : JSON.parse(text)
  }
}

const ROLES_OF: Readonly<Record<string, readonly string[]>> = {
  manager: ['manager', 'member', 'reader'],
  member: ['member', 'reader'],
  reader: ['reader'],
}
