import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, newId, type Shown, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud(1)
  await cloud.agent('h1')
})
afterAll(() => cloud.close())

const id = ({ id: text }: Shown): string => String(text)
const refusal = (type: string, status: number): object => ({ status, body: { NeutronError: { type } } })
const post = (body: object, who: string): ReturnType<Cloud['call']> =>
  cloud.call('POST', '~/firewalls', { firewall: body }, who)
const policyOf = async (who: string): Promise<string> => id(await cloud.make('firewall_policy', {}, who))

async function placedRouter(who: string): Promise<{ readonly routerId: string; readonly port: string }> {
  const routerId = newId()
  const port = await cloud.routerPort(routerId, who)
  await cloud.place(routerId, 'h1')
  return { routerId, port }
}

describe('firewalls of version 1', () => {
  it('are on all routers of their project, also on later ones', async () => {
    const first = await placedRouter('p1')
    const policy = await policyOf('p1')
    const firewall = await cloud.make('firewall', { firewall_policy_id: policy }, 'p1')
    expect(firewall).toMatchObject({
      status: 'PENDING_CREATE',
      router_ids: [first.routerId],
      firewall_policy_id: policy,
    })
    expect(firewall).not.toHaveProperty('shared')
    await cloud.report('h1', 'up')
    expect(await cloud.get('firewall', id(firewall), 'p1')).toMatchObject({ status: 'ACTIVE' })
    const later = await placedRouter('p1')
    expect((await cloud.get('firewall', id(firewall), 'p1'))['router_ids']).toEqual(
      expect.arrayContaining([first.routerId, later.routerId]),
    )
    expect(await cloud.published(`firewall-router/${later.routerId}`)).toMatchObject({
      [`port/${later.port}`]: { ingressPolicyId: policy, egressPolicyId: policy },
    })
    await cloud.report('h1', 'up')
    expect(await cloud.get('firewall', id(firewall), 'p1')).toMatchObject({ status: 'ACTIVE' })
    expect((await cloud.call('DELETE', `~/firewalls/${id(firewall)}`, undefined, 'p1')).status).toBe(204)
    expect(await cloud.published(`firewall-router/${later.routerId}`)).toEqual({})
  })

  it('without routers are INACTIVE, and ACTIVE once they have one', async () => {
    const policy = await policyOf('p2')
    const firewall = await cloud.make('firewall', { firewall_policy_id: policy, router_ids: [] }, 'p2')
    expect(firewall).toMatchObject({ status: 'INACTIVE', router_ids: [] })
    const { routerId } = await placedRouter('p2')
    expect(await cloud.get('firewall', id(firewall))).toMatchObject({ status: 'INACTIVE' })
    const path = `~/firewalls/${id(firewall)}`
    const put = (change: object): ReturnType<Cloud['call']> => cloud.call('PUT', path, { firewall: change }, 'p2')
    expect((await put({ router_ids: [routerId] })).body['firewall']).toMatchObject({ status: 'PENDING_UPDATE' })
    expect(await put({ name: 'x' })).toMatchObject(refusal('FirewallInPendingState', 409))
    await cloud.report('h1', 'up')
    expect((await put({ router_ids: [] })).body['firewall']).toMatchObject({ status: 'INACTIVE' })
  })

  it('share no router with another firewall', async () => {
    const { routerId } = await placedRouter('p3')
    const policy = await policyOf('p3')
    await cloud.make('firewall', { firewall_policy_id: policy, router_ids: [routerId] }, 'p3')
    const taken = await post({ firewall_policy_id: policy, router_ids: [routerId] }, 'p3')
    expect(taken).toMatchObject(refusal('FirewallRouterInUse', 409))
    expect(taken.body.NeutronError.message).toBe(
      `Router(s) ['${routerId}'] provided already associated with other Firewall(s). `,
    )
    expect(await post({ firewall_policy_id: policy }, 'p3')).toMatchObject(refusal('FirewallRouterInUse', 409))
  })

  it.each([
    ['no policy', { router_ids: [] }, 400, 'HTTPBadRequest'],
    ['a policy that is null', { firewall_policy_id: null }, 404, 'FirewallPolicyNotFound'],
    ['a policy that is not there', { firewall_policy_id: newId() }, 404, 'FirewallPolicyNotFound'],
  ] as const)('refuse %s', async (_what, body, status, type) => {
    expect(await post(body, 'p4')).toMatchObject(refusal(type, status))
  })

  it('of an administrator use no policy of another project', async () => {
    const policy = await policyOf('p5')
    expect(await post({ firewall_policy_id: policy, project_id: 'p6' }, 'admin')).toMatchObject(
      refusal('FirewallPolicyConflict', 409),
    )
  })
})

describe('rules of version 1', () => {
  it('are in one policy, at a position, and insert_rule says where', async () => {
    const [a, b, c] = [
      await cloud.make('firewall_rule', { name: 'a' }, 'r1'),
      await cloud.make('firewall_rule', { name: 'b' }, 'r1'),
      await cloud.make('firewall_rule', { name: 'c' }, 'r1'),
    ]
    const policy = await cloud.make('firewall_policy', { firewall_rules: [id(a)], audited: true }, 'r1')
    const insert = (body: object, path = id(policy)): ReturnType<Cloud['call']> =>
      cloud.call('PUT', `~/firewall_policies/${path}/insert_rule`, body, 'r1')
    expect((await insert({ firewall_rule_id: id(b), insert_after: id(a) })).body).toMatchObject({
      ...{ id: id(policy), firewall_rules: [id(a), id(b)], audited: false, firewall_list: [] },
    })
    expect((await insert({ firewall_rule_id: id(c), insert_before: id(b), insert_after: id(b) })).body).toMatchObject({
      firewall_rules: [id(a), id(c), id(b)],
    })
    expect(await cloud.get('firewall_rule', id(b), 'r1')).toMatchObject({ position: 3, firewall_policy_id: id(policy) })
    const other = await cloud.make('firewall_policy', {}, 'r1')
    expect(await insert({ firewall_rule_id: id(a) }, id(other))).toMatchObject(refusal('FirewallRuleInUse', 409))
    const posted = await cloud.call(
      'POST',
      '~/firewall_policies',
      { firewall_policy: { firewall_rules: [id(a)] } },
      'r1',
    )
    expect(posted).toMatchObject(refusal('FirewallRuleInUse', 409))
    expect(await cloud.call('DELETE', `~/firewall_rules/${id(a)}`, undefined, 'r1')).toMatchObject(
      refusal('FirewallRuleInUse', 409),
    )
    const remove = await cloud.call(
      'PUT',
      `~/firewall_policies/${id(policy)}/remove_rule`,
      { firewall_rule_id: id(a) },
      'r1',
    )
    expect(remove.body).toMatchObject({ firewall_rules: [id(c), id(b)] })
    expect(await cloud.get('firewall_rule', id(a), 'r1')).toMatchObject({ position: null, firewall_policy_id: null })
    expect(
      await cloud.call('PUT', `~/firewall_policies/${id(policy)}/remove_rule`, { firewall_rule_id: id(a) }, 'r1'),
    ).toMatchObject(refusal('FirewallRuleNotAssociatedWithPolicy', 400))
    expect(await insert({ firewall_rule_id: id(a), insert_after: newId() })).toMatchObject(
      refusal('FirewallRuleNotFound', 404),
    )
    expect((await cloud.call('DELETE', `~/firewall_rules/${id(a)}`, undefined, 'r1')).status).toBe(204)
  })
})
