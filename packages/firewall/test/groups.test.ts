import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, contextOf, newId, type Shown, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud(2)
})
afterAll(() => cloud.close())

const id = ({ id: text }: Shown): string => String(text)
const refusal = (type: string, status: number): object => ({ status, body: { NeutronError: { type } } })

async function policyWith(who: string, rule: object = { action: 'allow' }): Promise<string> {
  const ruleId = id(await cloud.make('firewall_rule', rule, who))
  return id(await cloud.make('firewall_policy', { firewall_rules: [ruleId] }, who))
}

describe('firewall groups', () => {
  it('of a project begin with a default one that lets nothing in and all out', async () => {
    const { body } = await cloud.call('GET', '~/firewall_groups', undefined, 'p1')
    const [group = {}] = body['firewall_groups'] as readonly Shown[]
    expect(group).toMatchObject({ name: 'default', status: 'INACTIVE', shared: false, ports: [], project_id: 'p1' })
    const rules = async (policyId: unknown): Promise<readonly string[]> => {
      const { firewall_rules } = await cloud.get('firewall_policy', String(policyId), 'p1')
      const found = await Promise.all(
        (firewall_rules as readonly string[]).map((one) => cloud.get('firewall_rule', one)),
      )
      return found.map(({ action, ip_version }) => `${String(action)} ${String(ip_version)}`)
    }
    expect(await rules(group['ingress_firewall_policy_id'])).toEqual(['deny 4', 'deny 6'])
    expect(await rules(group['egress_firewall_policy_id'])).toEqual(['allow 4', 'allow 6'])
  })

  it('are refused the name default, and the default one what only administrators may change', async () => {
    expect(await cloud.call('POST', '~/firewall_groups', { firewall_group: { name: 'default' } }, 'p2')).toMatchObject(
      refusal('FirewallDefaultParameterExists', 409),
    )
    const { body } = await cloud.call('GET', '~/firewall_groups?name=default', undefined, 'p2')
    const [group = {}] = body['firewall_groups'] as readonly Shown[]
    const path = `~/firewall_groups/${id(group)}`
    const put = (change: object, who: string): Promise<object> =>
      cloud.call('PUT', path, { firewall_group: change }, who)
    expect(await put({ admin_state_up: false }, 'p2')).toMatchObject(
      refusal('FirewallDefaultObjectUpdateRestricted', 409),
    )
    expect(await put({ name: 'x' }, 'admin')).toMatchObject(refusal('FirewallDefaultObjectUpdateRestricted', 409))
    expect(await put({ description: 'd' }, 'admin')).toMatchObject({ status: 200 })
    const policy = `~/firewall_policies/${String(group['ingress_firewall_policy_id'])}`
    expect(await cloud.call('PUT', policy, { firewall_policy: { name: 'x' } }, 'p2')).toMatchObject(
      refusal('FirewallDefaultObjectUpdateRestricted', 409),
    )
    expect(
      await cloud.call('POST', '~/firewall_policies', { firewall_policy: { name: 'default ingress' } }, 'p2'),
    ).toMatchObject(refusal('FirewallDefaultParameterExists', 409))
    expect(await cloud.call('DELETE', path, undefined, 'p2')).toMatchObject(
      refusal('FirewallGroupCannotRemoveDefault', 409),
    )
    expect((await cloud.call('DELETE', path)).status).toBe(204)
    expect((await cloud.call('GET', policy)).status).toBe(404)
    const used = (await cloud.call('GET', '/quotas/p2/details')).body['quota'] as Shown
    expect(used).toMatchObject({
      firewall_group: { used: 0 },
      firewall_policy: { used: 0 },
      firewall_rule: { used: 0 },
    })
  })

  it('follow what the agent of the router says: PENDING_CREATE, ACTIVE, ERROR, DOWN', async () => {
    const routerId = newId()
    const port = await cloud.routerPort(routerId, 'p3')
    await cloud.agent('h3')
    await cloud.place(routerId, 'h3')
    const policy = await policyWith('p3')
    const group = await cloud.make('firewall_group', { ports: [port], ingress_firewall_policy_id: policy }, 'p3')
    expect(group).toMatchObject({ status: 'PENDING_CREATE', ports: [port], egress_firewall_policy_id: null })
    const put = (change: object): ReturnType<Cloud['call']> =>
      cloud.call('PUT', `~/firewall_groups/${id(group)}`, { firewall_group: change }, 'p3')
    const status = async (): Promise<unknown> => (await cloud.get('firewall_group', id(group), 'p3'))['status']
    expect(await put({ admin_state_up: false })).toMatchObject(refusal('FirewallGroupInPendingState', 409))
    await cloud.report('h3', 'up')
    expect(await status()).toBe('ACTIVE')
    expect(await cloud.call('DELETE', `~/firewall_groups/${id(group)}`, undefined, 'p3')).toMatchObject(
      refusal('FirewallGroupInUse', 409),
    )
    await cloud.report('h3', 'down')
    expect(await status()).toBe('ERROR')
    await cloud.report('h3', 'up')
    expect((await put({ admin_state_up: false })).body['firewall_group']).toMatchObject({ status: 'PENDING_UPDATE' })
    await cloud.report('h3', 'up')
    expect(await status()).toBe('DOWN')
    expect((await put({ name: 'renamed' })).body['firewall_group']).toMatchObject({ status: 'DOWN' })
    expect((await put({ ports: [] })).body['firewall_group']).toMatchObject({ status: 'INACTIVE', ports: [] })
    expect(await cloud.published('firewall/h3')).toEqual({})
    expect(await cloud.published(`firewall-router/${routerId}`)).toEqual({})
  })

  it('have policies and rules that change with their hosts: a report of what was there before counts for nothing', async () => {
    const routerId = newId()
    const port = await cloud.routerPort(routerId, 'p4')
    await cloud.agent('h4')
    await cloud.place(routerId, 'h4')
    const rule = await cloud.make('firewall_rule', { protocol: 'tcp', destination_port: 80, action: 'ALLOW' }, 'p4')
    const policy = await cloud.make('firewall_policy', { firewall_rules: [id(rule)], audited: true }, 'p4')
    const group = await cloud.make(
      'firewall_group',
      { ports: [port], ingress_firewall_policy_id: id(policy), egress_firewall_policy_id: id(policy) },
      'p4',
    )
    const topic = await cloud.published(`firewall-router/${routerId}`)
    expect(topic[`rule/${id(rule)}`]).toMatchObject({
      ...{ protocol: 6, destinationPorts: [80, 80], sourcePorts: null, source: null, action: 'allow', ipVersion: 4 },
    })
    expect(topic[`policy/${id(policy)}`]).toEqual({ id: id(policy), ruleIds: [id(rule)] })
    expect(topic[`port/${port}`]).toEqual({
      ...{ portId: port, adminStateUp: true, ingressPolicyId: id(policy), egressPolicyId: id(policy) },
    })
    const path = `~/firewall_rules/${id(rule)}`
    expect(await cloud.call('PUT', path, { firewall_rule: { enabled: false } }, 'p4')).toMatchObject(
      refusal('FirewallGroupInPendingState', 409),
    )
    await cloud.report('h4', 'up')
    expect((await cloud.call('PUT', path, { firewall_rule: { enabled: false } }, 'p4')).status).toBe(200)
    expect(await cloud.get('firewall_policy', id(policy), 'p4')).toMatchObject({ audited: false })
    expect(await cloud.published(`firewall-router/${routerId}`)).not.toHaveProperty([`rule/${id(rule)}`])
    expect(await cloud.get('firewall_group', id(group), 'p4')).toMatchObject({ status: 'PENDING_UPDATE' })
    const [row] = await cloud.netloom.agents.list({ host: 'h4', agentType: 'Firewall agent' })
    expect(row?.alive).toBe(true)
    await cloud.report('h4', 'up')
    expect(await cloud.get('firewall_group', id(group), 'p4')).toMatchObject({ status: 'ACTIVE' })
    for (const action of ['insert_rule', 'remove_rule'])
      expect(await cloud.call('PUT', `~/firewall_policies/${id(policy)}/${action}`, {}, 'p4')).toMatchObject(
        refusal('FirewallRuleInfoMissing', 400),
      )
  })

  it('are DOWN while no agent has the router, and told to the host that gets it', async () => {
    const routerId = newId()
    const port = await cloud.routerPort(routerId, 'p5')
    const group = await cloud.make(
      'firewall_group',
      { ports: [port], ingress_firewall_policy_id: await policyWith('p5') },
      'p5',
    )
    expect(group).toMatchObject({ status: 'DOWN' })
    await cloud.place(routerId, 'h5')
    expect(await cloud.get('firewall_group', id(group))).toMatchObject({ status: 'DOWN' })
    await cloud.agent('h5')
    expect(await cloud.get('firewall_group', id(group))).toMatchObject({ status: 'PENDING_UPDATE' })
    await cloud.report('h5', 'up')
    expect(await cloud.get('firewall_group', id(group))).toMatchObject({ status: 'ACTIVE' })
    await cloud.agent('h5b')
    await cloud.place(routerId, 'h5b')
    expect(Object.keys(await cloud.published('firewall/h5b'))).toEqual([`router/${routerId}`])
    const [agent] = await cloud.netloom.agents.list({ host: 'h5', agentType: 'L3 agent' })
    if (agent !== undefined) await cloud.routers.unassign(routerId, agent)
    expect(await cloud.published('firewall/h5')).toEqual({})
  })

  it('go before their host has answered, and what it says of them then counts for nothing', async () => {
    const routerId = newId()
    const port = await cloud.routerPort(routerId, 'p12')
    await cloud.agent('h12')
    await cloud.place(routerId, 'h12')
    const body = { ports: [port], ingress_firewall_policy_id: await policyWith('p12') }
    const group = await cloud.make('firewall_group', body, 'p12')
    expect(group).toMatchObject({ status: 'PENDING_CREATE' })
    const { router } = await cloud.published(`firewall-router/${routerId}`)
    expect(await cloud.call('DELETE', `~/firewall_groups/${id(group)}`, undefined, 'p12')).toMatchObject({
      status: 204,
    })
    expect(await cloud.published('firewall/h12')).toEqual({})
    expect(await cloud.published(`firewall-router/${routerId}`)).toEqual({})
    // The port is free at once, for a group that begins anew.
    const next = await cloud.make('firewall_group', body, 'p12')
    const [agent] = await cloud.netloom.agents.list({ host: 'h12', agentType: 'Firewall agent' })
    const { token } = router as { readonly token: string }
    await cloud.reportOf(agent!, [{ portId: token, state: 'up' }])
    expect(await cloud.get('firewall_group', id(next), 'p12')).toMatchObject({ status: 'PENDING_CREATE' })
    await cloud.report('h12', 'up')
    expect(await cloud.get('firewall_group', id(next), 'p12')).toMatchObject({ status: 'ACTIVE' })
  })

  it('lose a port that is deleted, and say so to its hosts', async () => {
    const routerId = newId()
    const [one, other] = [await cloud.routerPort(routerId, 'p6'), await cloud.routerPort(routerId, 'p6')]
    await cloud.agent('h6')
    await cloud.place(routerId, 'h6')
    const group = await cloud.make(
      'firewall_group',
      { ports: [one, other], egress_firewall_policy_id: await policyWith('p6') },
      'p6',
    )
    await cloud.netloom.ports.delete(contextOf('admin'), one)
    expect(await cloud.get('firewall_group', id(group))).toMatchObject({ ports: [other] })
    expect(
      Object.keys(await cloud.published(`firewall-router/${routerId}`)).filter((key) => key.startsWith('port/')),
    ).toEqual([`port/${other}`])
  })

  it.each([
    ['a port of nobody', 'absent', 404, 'PortNotFound'],
    ['a port of another project', 'foreign', 404, 'PortNotFound'],
    ['a port that is neither a router’s nor a guest’s', 'plain', 409, 'FirewallGroupPortInvalid'],
    ['a port of a guest', 'guest', 409, 'FirewallGroupPortNotSupported'],
    ['a port of another group', 'taken', 409, 'FirewallGroupPortInUse'],
  ] as const)('refuse %s', async (_what, which, status, type) => {
    const routerId = newId()
    const own = await cloud.routerPort(routerId, 'p7')
    const { netloom } = cloud
    const admin = contextOf('admin')
    const { networkId } = await netloom.ports.get(admin, own)
    const port = async (projectId: string, deviceOwner: string): Promise<string> =>
      (await netloom.ports.create(admin, { networkId, projectId, deviceOwner, deviceId: 'd' })).id
    const portId =
      which === 'absent'
        ? newId()
        : which === 'foreign'
          ? await port('other', 'network:router_interface')
          : which === 'plain'
            ? await port('p7', 'network:dhcp')
            : which === 'guest'
              ? await port('p7', 'compute:nova')
              : own
    if (which === 'taken') await cloud.make('firewall_group', { ports: [own] }, 'p7')
    const answer = await cloud.call('POST', '~/firewall_groups', { firewall_group: { ports: [portId] } }, 'p7')
    expect(answer).toMatchObject(refusal(type, status))
  })

  it('of an administrator take no port of another project', async () => {
    const port = await cloud.routerPort(newId(), 'p8')
    expect(await cloud.call('POST', '~/firewall_groups', { firewall_group: { ports: [port] } })).toMatchObject(
      refusal('FirewallGroupPortInvalidProject', 409),
    )
  })

  it('are counted, and their default never refused', async () => {
    await cloud.call('PUT', '/quotas/p9', { quota: { firewall_group: 2 } })
    expect(await cloud.make('firewall_group', {}, 'p9')).toMatchObject({ status: 'INACTIVE' })
    expect(await cloud.call('POST', '~/firewall_groups', { firewall_group: {} }, 'p9')).toMatchObject({ status: 409 })
  })

  it('use shared policies of others, and no others', async () => {
    const shared = await cloud.make('firewall_policy', { shared: true, project_id: 'q' })
    const hidden = await cloud.make('firewall_policy', { project_id: 'q' })
    const post = (body: object, who?: string): Promise<object> =>
      cloud.call('POST', '~/firewall_groups', { firewall_group: body }, who)
    expect(await post({ ingress_firewall_policy_id: id(shared) }, 'p10')).toMatchObject({ status: 201 })
    expect(await post({ ingress_firewall_policy_id: id(hidden) }, 'p10')).toMatchObject(
      refusal('FirewallPolicyNotFound', 404),
    )
    expect(await post({ egress_firewall_policy_id: id(hidden), project_id: 'p10' })).toMatchObject(
      refusal('FirewallPolicyConflict', 404),
    )
    expect(
      await cloud.call('PUT', `~/firewall_policies/${id(shared)}`, { firewall_policy: { shared: false } }),
    ).toMatchObject(refusal('FirewallPolicyInUse', 409))
    expect(await cloud.call('DELETE', `~/firewall_policies/${id(shared)}`)).toMatchObject(
      refusal('FirewallPolicyInUse', 409),
    )
    expect(await cloud.call('POST', '~/firewall_groups', { firewall_group: { shared: true } }, 'p10')).toMatchObject({
      status: 403,
    })
  })

  it('are filtered by their ports', async () => {
    const port = await cloud.routerPort(newId(), 'p11')
    const group = await cloud.make('firewall_group', { ports: [port] }, 'p11')
    const { body } = await cloud.call('GET', `~/firewall_groups?ports=${port}`, undefined, 'p11')
    expect((body['firewall_groups'] as readonly Shown[]).map(id)).toEqual([id(group)])
  })
})
