import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, newId, type Shown, startCloud } from './support.ts'

const id = ({ id: text }: Shown): string => String(text)
const refusal = (type: string, status: number): object => ({ status, body: { NeutronError: { type } } })

describe.each([1, 2] as const)('firewall rules and policies of version %i', (version) => {
  let cloud: Cloud
  beforeAll(async () => {
    cloud = await startCloud(version)
  })
  afterAll(() => cloud.close())

  it('are shown as they are stored', async () => {
    expect(await cloud.make('firewall_rule', {}, 'p1')).toMatchObject({
      ...{ protocol: null, ip_version: 4, source_ip_address: null, destination_ip_address: null, action: 'deny' },
      ...{ source_port: null, destination_port: null, enabled: true, shared: false, firewall_policy_id: null },
      ...{ name: '', description: '', project_id: 'p1', tenant_id: 'p1' },
    })
    const rule = { protocol: 'TCP', source_port: 1024, destination_port: '80:90', action: 'Reject', ip_version: '6' }
    expect(await cloud.make('firewall_rule', { ...rule, source_ip_address: '2001:db8::/32' }, 'p1')).toMatchObject({
      ...{ protocol: 'tcp', source_port: '1024', destination_port: '80:90', action: 'reject', ip_version: 6 },
      source_ip_address: '2001:db8::/32',
    })
  })

  it.each([
    ['a port without protocol', { source_port: 1 }, 'FirewallRuleWithPortWithoutProtocolInvalid'],
    ['a port of ICMP', { protocol: 'icmp', destination_port: 1 }, 'FirewallRuleInvalidICMPParameter'],
    ['a range that falls', { protocol: 'tcp', source_port: '9:8' }, 'FirewallRuleInvalidPortValue'],
    ['port 0', { protocol: 'tcp', source_port: 0 }, 'HTTPBadRequest'],
    ['a port that is a word', { protocol: 'tcp', source_port: 'ssh' }, 'HTTPBadRequest'],
    ['IPv6 in a rule of IPv4', { source_ip_address: 'fd00::1' }, 'FirewallIpAddressConflict'],
    ['IPv4 in a rule of IPv6', { ip_version: 6, destination_ip_address: '10.0.0.1' }, 'FirewallIpAddressConflict'],
    ['an address that is none', { source_ip_address: '10.0.0.300' }, 'HTTPBadRequest'],
    ['an unknown action', { action: 'accept' }, 'HTTPBadRequest'],
    ['another IP version', { ip_version: 5 }, 'HTTPBadRequest'],
    ['an unknown protocol', { protocol: 'foo' }, version === 1 ? 'FirewallRuleInvalidProtocol' : 'HTTPBadRequest'],
    ['a protocol as a number', { protocol: '6' }, 'HTTPBadRequest'],
  ] as const)('refuse %s', async (_what, rule, type) => {
    expect(await cloud.call('POST', '~/firewall_rules', { firewall_rule: rule }, 'p2')).toMatchObject(
      refusal(type, 400),
    )
  })

  it('are judged as a whole when one attribute changes', async () => {
    const rule = await cloud.make('firewall_rule', { protocol: 'udp', destination_port: '53' }, 'p3')
    const put = (change: object): ReturnType<Cloud['call']> =>
      cloud.call('PUT', `~/firewall_rules/${id(rule)}`, { firewall_rule: change }, 'p3')
    expect(await put({ protocol: null })).toMatchObject(refusal('FirewallRuleWithPortWithoutProtocolInvalid', 400))
    expect(await put({ source_ip_address: 'fd00::/8' })).toMatchObject(refusal('FirewallIpAddressConflict', 400))
    expect((await put({ ip_version: 6, source_ip_address: 'fd00::/8' })).status).toBe(200)
  })

  it('know no rule of another project, and share with all only what an administrator shares', async () => {
    const rule = await cloud.make('firewall_rule', {}, 'p4')
    const path = `~/firewall_rules/${id(rule)}`
    expect(await cloud.call('GET', path, undefined, 'p5')).toMatchObject(refusal('FirewallRuleNotFound', 404))
    const policy = { firewall_policy: { firewall_rules: [id(rule)] } }
    expect(await cloud.call('POST', '~/firewall_policies', policy, 'p5')).toMatchObject(
      refusal('FirewallRuleNotFound', 404),
    )
    expect(await cloud.call('POST', '~/firewall_policies', policy)).toMatchObject(refusal('FirewallRuleConflict', 409))
    expect((await cloud.call('PUT', path, { firewall_rule: { shared: true } }, 'p4')).status).toBe(403)
    expect((await cloud.call('PUT', path, { firewall_rule: { shared: true } })).status).toBe(200)
    expect((await cloud.call('POST', '~/firewall_policies', policy, 'p5')).status).toBe(201)
    expect(await cloud.call('PUT', path, { firewall_rule: { shared: false } })).toMatchObject(
      refusal('FirewallRuleInUse', 409),
    )
    expect((await cloud.call('PUT', path, { firewall_rule: { name: 'x' } }, 'p5')).status).toBe(403)
  })

  it('of a shared policy are shared before it is', async () => {
    const rule = await cloud.make('firewall_rule', { project_id: 'admin' })
    const policy = await cloud.make('firewall_policy', { firewall_rules: [id(rule)] })
    const path = `~/firewall_policies/${id(policy)}`
    const [status, share] = [version === 1 ? 409 : 404, { firewall_policy: { shared: true } }]
    expect(await cloud.call('PUT', path, share)).toMatchObject(refusal('FirewallPolicySharingConflict', 409))
    const body = { firewall_policy: { shared: true, firewall_rules: [] as string[] } }
    expect((await cloud.call('PUT', path, body)).status).toBe(200)
    body.firewall_policy.firewall_rules.push(id(rule))
    expect(await cloud.call('PUT', path, body)).toMatchObject(refusal('FirewallRuleSharingConflict', status))
  })

  it('are shared with one project by an entry', async () => {
    const policy = await cloud.make('firewall_policy', {}, 'p6')
    const entry = {
      object_type: 'firewall_policy',
      object_id: id(policy),
      action: 'access_as_shared',
      target_tenant: 'p7',
    }
    expect((await cloud.call('POST', '/rbac-policies', { rbac_policy: entry }, 'p6')).status).toBe(201)
    expect(await cloud.get('firewall_policy', id(policy), 'p7')).toMatchObject({ shared: true })
    const firewall =
      version === 1 ? { firewall_policy_id: id(policy), router_ids: [] } : { ingress_firewall_policy_id: id(policy) }
    await cloud.make(version === 1 ? 'firewall' : 'firewall_group', firewall, 'p7')
  })

  it('stand in the order of the list, and a policy forgets its audit with every change', async () => {
    const rules = [await cloud.make('firewall_rule', {}, 'p8'), await cloud.make('firewall_rule', {}, 'p8')].map(id)
    const policy = await cloud.make('firewall_policy', { firewall_rules: rules, audited: true }, 'p8')
    expect(policy).toMatchObject({ firewall_rules: rules, audited: true })
    const path = `~/firewall_policies/${id(policy)}`
    const put = (change: object): ReturnType<Cloud['call']> =>
      cloud.call('PUT', path, { firewall_policy: change }, 'p8')
    expect((await put({ firewall_rules: rules.toReversed() })).body['firewall_policy']).toMatchObject({
      ...{ firewall_rules: rules.toReversed(), audited: false },
    })
    expect((await put({ audited: true, name: 'n' })).body['firewall_policy']).toMatchObject({ audited: true })
    expect(await put({ firewall_rules: [newId()] })).toMatchObject(refusal('FirewallRuleNotFound', 404))
    const { body } = await cloud.call('GET', `~/firewall_policies?firewall_rules=${String(rules[0])}`, undefined, 'p8')
    expect((body['firewall_policies'] as readonly Shown[]).map(id)).toEqual([id(policy)])
    expect((await cloud.call('DELETE', path, undefined, 'p8')).status).toBe(204)
    expect(await cloud.get('firewall_rule', rules[0] ?? '', 'p8')).toMatchObject({ firewall_policy_id: null })
  })

  it('are counted', async () => {
    await cloud.call('PUT', '/quotas/p9', { quota: { firewall_rule: 1, firewall_policy: 0 } })
    await cloud.make('firewall_rule', {}, 'p9')
    for (const what of ['rule', 'policy']) {
      const path = what === 'rule' ? '~/firewall_rules' : '~/firewall_policies'
      const answer = await cloud.call('POST', path, { [`firewall_${what}`]: {} }, 'p9')
      expect(answer).toMatchObject(refusal('OverQuota', 409))
    }
  })

  it('answer insert_rule of a rule that is there already in the words of the version', async () => {
    const rule = await cloud.make('firewall_rule', {}, 'p10')
    const policy = await cloud.make('firewall_policy', { firewall_rules: [id(rule)] }, 'p10')
    const body = { firewall_rule_id: id(rule) }
    expect(await cloud.call('PUT', `~/firewall_policies/${id(policy)}/insert_rule`, body, 'p10')).toMatchObject(
      refusal(version === 1 ? 'FirewallRuleInUse' : 'FirewallRuleAlreadyAssociated', 409),
    )
  })
})
