import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, contextOf, type Shown, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())

const defaultOf = async (who: string): Promise<Shown> => {
  const { body } = await cloud.call('GET', '/security-groups?name=default', undefined, who)
  expect(body.security_groups).toHaveLength(1)
  return body.security_groups[0] ?? {}
}
const rulesIn = (group: Shown): readonly string[] =>
  (group['security_group_rules'] as readonly Shown[])
    .map((rule) => `${String(rule['direction'])} ${String(rule['ethertype'])} ${String(rule['remote_group_id'])}`)
    .sort()

describe('security groups', () => {
  it('of a project begin with a default one, made by the first look', async () => {
    const group = await defaultOf('p1')
    const id = String(group['id'])
    expect(group).toMatchObject({
      project_id: 'p1',
      description: 'Default security group',
      stateful: true,
      shared: false,
    })
    expect(rulesIn(group)).toEqual(['egress IPv4 null', 'egress IPv6 null', `ingress IPv4 ${id}`, `ingress IPv6 ${id}`])
    const rules = await cloud.call('GET', `/security-group-rules?security_group_id=${id}`, undefined, 'p1')
    expect(rules.body.security_group_rules).toHaveLength(4)
    expect(rules.body.security_group_rules[0]).toMatchObject({ belongs_to_default_sg: true, revision_number: 0 })
  })

  it('have one default each, however many ask for it at once', async () => {
    const asks = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0
        ? cloud.netloom.services.securityGroups.list(contextOf('p2'))
        : cloud.netloom.networks.create(contextOf('p2'), { name: 'n' }),
    )
    await Promise.all(asks)
    await defaultOf('p2')
  })

  it('of another project are made by nobody but administrators (LP 1987410)', async () => {
    await cloud.call('GET', '/security-groups?project_id=victim', undefined, 'p3')
    expect((await cloud.call('GET', '/security-groups?project_id=victim&name=x')).body.security_groups).toEqual([])
    const { items } = await cloud.store.log.snapshot('none')
    expect(items).toEqual([])
    const used = async (): Promise<unknown> => (await cloud.call('GET', '/quotas/victim2/details')).body['quota']
    await cloud.call('GET', '/security-groups?project_id=victim2', undefined, 'p3')
    expect(await used()).toMatchObject({ security_group: { used: 0 } })
    await cloud.call('GET', '/security-groups?project_id=victim2')
    expect(await used()).toMatchObject({ security_group: { used: 1 }, security_group_rule: { used: 4 } })
  })

  it('that are new let everything out and nothing in', async () => {
    const group = await cloud.make('/security-groups', { security_group: { name: 'web', description: 'd' } }, 'p4')
    expect(group).toMatchObject({ name: 'web', description: 'd', stateful: true, tags: [], revision_number: 1 })
    expect(rulesIn(group)).toEqual(['egress IPv4 null', 'egress IPv6 null'])
    const rules = (group['security_group_rules'] as readonly Shown[]).map(({ id }) => `rule/${String(id)}`).sort()
    expect(Object.keys(await cloud.told(`security-group/${String(group['id'])}`)).sort()).toEqual(rules)
  })

  it.each([
    ['a new one called default', 'POST', '', { name: 'DeFault' }, 409, 'SecurityGroupDefaultAlreadyExists'],
    ['one renamed to default', 'PUT', 'web', { name: 'default' }, 409, 'SecurityGroupDefaultAlreadyExists'],
    ['the default renamed', 'PUT', 'default', { name: 'x' }, 409, 'SecurityGroupCannotUpdateDefault'],
    ['the default deleted by its project', 'DELETE', 'default', undefined, 409, 'SecurityGroupCannotRemoveDefault'],
    ['one that is not there', 'PUT', 'nobody', { name: 'x' }, 404, 'SecurityGroupNotFound'],
    ['an unknown attribute', 'POST', '', { rules: [] }, 400, 'HTTPBadRequest'],
  ] as const)('refuse %s', async (_what, method, which, change, status, type) => {
    const own = await cloud.make('/security-groups', { security_group: { name: 'own' } }, 'p5')
    const id = which === 'default' ? (await defaultOf('p5'))['id'] : which === 'web' ? own['id'] : which
    const body = change === undefined ? undefined : { security_group: change }
    const answer = await cloud.call(method, `/security-groups${which === '' ? '' : `/${String(id)}`}`, body, 'p5')
    expect(answer).toMatchObject({ status, body: { NeutronError: { type } } })
  })

  it('called default go when an administrator says so, and come back when they are needed', async () => {
    const { id } = await defaultOf('p6')
    expect(
      (await cloud.call('PUT', `/security-groups/${String(id)}`, { security_group: { description: 'x' } }, 'p6'))
        .status,
    ).toBe(200)
    expect((await cloud.call('DELETE', `/security-groups/${String(id)}`)).status).toBe(204)
    expect((await defaultOf('p6'))['id']).not.toBe(id)
  })

  it('take rules of other groups with them that name them, and hosts hear of it (LP 2008712)', async () => {
    const [named, naming] = [
      String((await cloud.make('/security-groups', { security_group: { name: 'a' } }, 'p7'))['id']),
      String((await cloud.make('/security-groups', { security_group: { name: 'b' } }, 'p7'))['id']),
    ]
    const rule = { security_group_id: naming, direction: 'ingress', remote_group_id: named }
    const { id } = await cloud.make('/security-group-rules', { security_group_rule: rule }, 'p7')
    const key = `rule/${String(id)}`
    expect(await cloud.told(`security-group/${naming}`)).toHaveProperty([key, 'remoteGroupId'], named)
    expect((await cloud.call('DELETE', `/security-groups/${named}`, undefined, 'p7')).status).toBe(204)
    expect(await cloud.told(`security-group/${naming}`)).not.toHaveProperty([key])
    expect(await cloud.told(`security-group/${named}`)).toEqual({})
    const left = (await cloud.call('GET', `/security-groups/${naming}`, undefined, 'p7')).body.security_group
    expect(left).toMatchObject({ revision_number: 3 })
    expect(left['security_group_rules']).toHaveLength(2)
    const details = (await cloud.call('GET', '/quotas/p7/details')).body['quota']
    expect(details).toMatchObject({ security_group: { used: 2 }, security_group_rule: { used: 6 } })
  })

  it('are counted, with the rules that they begin with, and never when they are defaults', async () => {
    await cloud.call('PUT', '/quotas/p8', { quota: { security_group: 2, security_group_rule: 7 } })
    const post = async (): Promise<unknown> => {
      const { status, body } = await cloud.call('POST', '/security-groups', { security_group: {} }, 'p8')
      return status === 201 ? status : body.NeutronError.message
    }
    expect(await post()).toBe(201)
    expect(await post()).toContain('security_group')
    await cloud.call('PUT', '/quotas/p8', { quota: { security_group: 9, security_group_rule: 7 } })
    expect(await post()).toBe("Quota exceeded for resources: ['security_group_rule'].")
    await cloud.call('PUT', '/quotas/p8b', { quota: { security_group: 0, security_group_rule: 0 } })
    await defaultOf('p8b')
  })

  it('are all made or none', async () => {
    const body = { security_groups: [{ name: 'a' }, { name: 'default' }] }
    expect((await cloud.call('POST', '/security-groups', body, 'p9')).status).toBe(409)
    const list = await cloud.call('GET', '/security-groups?fields=name', undefined, 'p9')
    expect(list.body.security_groups).toEqual([{ name: 'default' }])
    const both = await cloud.call('POST', '/security-groups', { security_groups: [{ name: 'a' }, { name: 'b' }] }, 'p9')
    expect(both.body.security_groups.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('are seen and used where they are shared, and stay their owner’s', async () => {
    const group = await cloud.make('/security-groups', { security_group: { name: 'shared' } }, 'p10')
    const path = `/security-groups/${String(group['id'])}`
    expect((await cloud.call('GET', path, undefined, 'p11')).status).toBe(404)
    const policy = {
      object_type: 'security_group',
      object_id: group['id'],
      action: 'access_as_shared',
      target_tenant: 'p11',
    }
    const { id } = await cloud.make('/rbac-policies', { rbac_policy: policy }, 'p10')
    expect((await cloud.call('GET', path, undefined, 'p11')).body.security_group).toMatchObject({ shared: true })
    expect(
      (await cloud.call('GET', '/security-groups?shared=true', undefined, 'p11')).body.security_groups,
    ).toHaveLength(1)
    expect((await cloud.call('PUT', path, { security_group: { name: 'x' } }, 'p11')).status).toBe(403)
    expect((await cloud.call('DELETE', path, undefined, 'p11')).status).toBe(403)
    const rule = { security_group_id: group['id'], direction: 'ingress' }
    expect(await cloud.call('POST', '/security-group-rules', { security_group_rule: rule }, 'p11')).toMatchObject({
      status: 403,
      body: {
        NeutronError: {
          type: 'PolicyNotAuthorized',
          message: 'rule:create_security_group_rule is disallowed by policy',
        },
      },
    })
    const port = { network_id: await cloud.network('p11'), security_groups: [group['id']] }
    await cloud.make('/ports', { port }, 'p11')
    expect((await cloud.call('DELETE', `/rbac-policies/${String(id)}`, undefined, 'p10')).status).toBe(409)
  })

  it('are filtered, sorted, paged and tagged', async () => {
    for (const name of ['c', 'a', 'b']) {
      const group = { name, stateful: name !== 'b' }
      const { id } = await cloud.make('/security-groups', { security_group: group }, 'p12')
      await cloud.call('PUT', `/security-groups/${String(id)}/tags`, { tags: [`t-${name}`] }, 'p12')
    }
    const names = async (query: string): Promise<readonly unknown[]> =>
      (await cloud.call('GET', `/security-groups?${query}`, undefined, 'p12')).body.security_groups.map(
        ({ name }) => name,
      )
    expect(await names('sort_key=name&sort_dir=desc&limit=2')).toEqual(['default', 'c'])
    expect(await names('stateful=false')).toEqual(['b'])
    expect(await names('tags=t-a')).toEqual(['a'])
    expect(await names('name=a&name=c&sort_key=name')).toEqual(['a', 'c'])
  })
})
