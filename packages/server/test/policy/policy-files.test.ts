import { RESOURCES } from '@netloom/api'
import { afterEach, describe, expect, it } from 'vitest'
import { contextOf, noAuth, policyOf, type PolicyOptions } from '../../src/index.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api | undefined
afterEach(async () => {
  await api?.close()
  api = undefined
})

type Ask = (who: string, method: string, path: string, body?: unknown) => Promise<Answer>

/** An API under these rules; callers are `role,role@project`. */
async function under(rules: string, options: Partial<PolicyOptions> = {}): Promise<Ask> {
  const policy = policyOf(RESOURCES, { files: [{ path: 'policy.yaml', text: rules }], ...options })
  const started = await startApi({
    resources: policy.resources,
    contextOf: policy.contextOf(contextOf(noAuth())),
  })
  api = started
  return (who, method, path, body) => {
    const [roles = '', project = ''] = who.split('@')
    const headers = { 'x-roles': roles, 'x-project-id': project, 'x-user-id': `u-${project}` }
    return started.call(method, path, body, 'admin@admin', headers)
  }
}

const make = async (ask: Ask, who: string, more: object = {}): Promise<Answer> =>
  ask(who, 'POST', '/networks', { network: { name: 'n', ...more } })
const idOf = ({ body }: Answer): string => String(body.network.id)

describe('rules of a policy file', () => {
  it('take an action from a role and give it to another, and the refusal names the rule', async () => {
    const ask = await under('create_network: role:creator or rule:admin_only\n')
    expect(await make(ask, 'member@p')).toMatchObject({
      status: 403,
      body: { NeutronError: { type: 'PolicyNotAuthorized', message: 'rule:create_network is disallowed by policy' } },
    })
    expect((await make(ask, 'member,creator@p')).status).toBe(201)
    expect((await make(ask, 'admin@p')).status).toBe(201)
  })

  it('close an action to everybody with "!", and open it to readers with ""', async () => {
    const ask = await under('delete_network: "!"\nupdate_network: ""\n')
    const id = idOf(await make(ask, 'member@p'))
    expect((await ask('admin@p', 'DELETE', `/networks/${id}`)).status).toBe(403)
    expect((await ask('reader@p', 'PUT', `/networks/${id}`, { network: { name: 'x' } })).status).toBe(200)
    expect((await ask('reader@q', 'PUT', `/networks/${id}`, { network: { name: 'y' } })).status).toBe(404)
  })

  it('judge attributes that the defaults leave alone, at create and update apart', async () => {
    const ask = await under('create_network:mtu: role:tuner\nupdate_network:description: rule:admin_only\n')
    expect((await make(ask, 'member@p', { mtu: 1400 })).status).toBe(403)
    const made = await make(ask, 'member,tuner@p', { mtu: 1400, description: 'd' })
    expect(made.status).toBe(201)
    const path = `/networks/${idOf(made)}`
    expect((await ask('member@p', 'PUT', path, { network: { description: 'e' } })).status).toBe(403)
    expect((await ask('member@p', 'PUT', path, { network: { name: 'e' } })).status).toBe(200)
  })

  it('hide an attribute, in objects, lists and filters, and show one that the defaults hide', async () => {
    const ask = await under('get_network:description: rule:admin_only\n"get_network:provider:network_type": ""\n')
    const made = await make(ask, 'member@p', { description: 'secret' })
    expect(made.body.network).not.toHaveProperty('description')
    expect(made.body.network['provider:network_type']).toBe('vxlan')
    const path = `/networks/${idOf(made)}`
    expect((await ask('member@p', 'GET', path)).body.network).not.toHaveProperty('description')
    expect((await ask('admin@p', 'GET', path)).body.network.description).toBe('secret')
    expect((await ask('member@p', 'GET', '/networks')).body.networks[0]).not.toHaveProperty('description')
    expect((await ask('member@p', 'GET', '/networks?description=secret')).body.networks).toEqual([])
  })

  it('look at the object: shared networks are hidden where a rule wants the project’s own', async () => {
    const ask = await under('get_network: rule:admin_only or (role:reader and project_id:%(project_id)s)\n')
    const shared = idOf(await make(ask, 'admin@a', { shared: true }))
    const own = idOf(await make(ask, 'member@p'))
    const listed = await ask('member@p', 'GET', '/networks')
    expect(listed.body.networks.map(({ id }: { id: string }) => id)).toEqual([own])
    expect((await ask('member@p', 'GET', `/networks/${shared}`)).status).toBe(404)
    expect((await ask('member@p', 'PUT', `/networks/${shared}`, { network: { name: 'x' } })).status).toBe(404)
    expect((await ask('admin@a', 'GET', '/networks')).body.networks).toHaveLength(2)
  })

  it('look at the object that is changed and deleted, and at who asks', async () => {
    const ask = await under(
      'delete_network: not field:networks:name=kept\nupdate_network: user_id:u-p and is_admin:False\n',
    )
    const [kept, gone] = [idOf(await make(ask, 'member@p', { name: 'kept' })), idOf(await make(ask, 'member@p'))]
    expect((await ask('member@p', 'DELETE', `/networks/${kept}`)).status).toBe(403)
    expect((await ask('member@p', 'DELETE', `/networks/${gone}`)).status).toBe(204)
    expect((await ask('member@p', 'PUT', `/networks/${kept}`, { network: { name: 'x' } })).status).toBe(200)
    expect((await ask('admin@p', 'PUT', `/networks/${kept}`, { network: { name: 'x' } })).status).toBe(403)
  })

  it('look at the network of a port', async () => {
    const ask = await under('create_port: rule:admin_only or rule:network_owner\n')
    const foreign = idOf(await make(ask, 'admin@a', { shared: true }))
    const own = idOf(await make(ask, 'member@p'))
    const port = (id: string): unknown => ({ port: { network_id: id } })
    expect((await ask('member@p', 'POST', '/ports', port(foreign))).status).toBe(403)
    expect((await ask('member@p', 'POST', '/ports', port(own))).status).toBe(201)
  })

  it('are asked for actions and tags', async () => {
    const ask = await under('update_networks_tags: role:tagger and project_id:%(project_id)s\n')
    const path = `/networks/${idOf(await make(ask, 'member@p'))}/tags`
    expect((await ask('member@p', 'PUT', path, { tags: ['a'] })).status).toBe(403)
    expect((await ask('member,tagger@p', 'PUT', path, { tags: ['a'] })).status).toBe(200)
  })

  it('say who is an administrator', async () => {
    const ask = await under('context_is_admin: role:cloud_admin\n')
    const hidden = idOf(await make(ask, 'member@p'))
    expect((await ask('admin@a', 'GET', `/networks/${hidden}`)).status).toBe(404)
    expect((await ask('cloud_admin@a', 'GET', `/networks/${hidden}`)).status).toBe(200)
  })

  it('are JSON and lists of lists as well; the last of several files wins', async () => {
    const ask = await under('', {
      files: [
        { path: 'a.json', text: '{"create_network": "!", "helpers": [["role:a", "role:b"], ["rule:admin_only"]]}' },
        { path: 'b.yaml', text: 'create_network: rule:helpers\n' },
      ],
    })
    expect((await make(ask, 'a@p')).status).toBe(403)
    expect((await make(ask, 'a,b@p')).status).toBe(201)
    expect((await make(ask, 'admin@p')).status).toBe(201)
  })

  it('refuse tokens of the whole system with enforce_scope', async () => {
    const ask = await under('', { enforceScope: true })
    const scopeless = policyOf(RESOURCES, { files: [], enforceScope: true }).contextOf(() =>
      Promise.resolve({ projectId: '', roles: ['admin'], isAdmin: true, requestId: 'r' }),
    )
    await expect(scopeless({}, 'r')).rejects.toMatchObject({ status: 403 })
    expect((await make(ask, 'member@p')).status).toBe(201)
  })
})

describe('a policy file that would not be obeyed', () => {
  it.each([
    ['a misspelt name', 'create_netwrok: "!"', /policy\.yaml create_netwrok.*did you mean create_network\?/s],
    ['a misspelt attribute', '"create_port:binding:hots_id": "!"', /did you mean create_port:binding:host_id\?/],
    ['a reference to nothing', 'create_network: rule:admin_onyl', /there is no rule:admin_onyl.*rule:admin_only\?/s],
    ['a circle', 'create_network: rule:a\na: rule:b\nb: rule:a', /leads back to itself/],
    ['an attribute that the object has not', 'get_network: flavor:%(flavor)s', /'flavor' is not known of callers/],
    ['a target that the object has not', 'get_network: user_id:%(user_id)s', /'user_id' is not known of a network/],
    ['a question to another server', 'create_network: http://policy.example/%(name)s', /no other server is asked/],
    ['a default that others are made of', 'admin_only: role:king', /'role:king' is not obeyed/],
    ['a missing parenthesis', 'create_network: (role:a or role:b', /a '\)' is missing/],
    ['a missing word', 'create_network: role:a role:b', /write 'and' or 'or' before it/],
    ['a word too many', 'create_network: role:a or', /ends where a check is expected/],
    ['no check', 'create_network: member', /'member' is no check/],
    ['an empty value', 'create_network:', /write "" for everybody/],
    ['a name that comes twice', 'create_network: "!"\ncreate_network: ""', /is no YAML/],
    ['a list of rules', '- create_network', /holds no rules/],
    ['an administrator that depends on the object', 'context_is_admin: project_id:%(project_id)s', /asked of callers/],
  ])('stops the start for %s', (_, text, message) => {
    expect(() => policyOf(RESOURCES, { files: [{ path: 'policy.yaml', text }] })).toThrow(message)
  })

  it('is no file that repeats Neutron’s base rules, is all comments, or speaks of what is not served', () => {
    const text = '# all comments\n"admin_or_owner": "rule:context_is_admin or rule:owner"\ncreate_router: "!"\n'
    const { warnings, resources } = policyOf(RESOURCES, { files: [{ path: 'policy.yaml', text }] })
    expect(warnings.map(({ where }) => where)).toEqual(['policy.yaml create_router'])
    expect(resources).toEqual(RESOURCES)
  })
})
