import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Cloud, type Shown, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())

const group = async (who: string): Promise<string> =>
  String((await cloud.make('/security-groups', { security_group: { name: 'g' } }, who))['id'])
const post = async (rule: object, who: string): Promise<Answer> =>
  cloud.call('POST', '/security-group-rules', { security_group_rule: rule }, who)

const ANY = { protocol: null, port_range_min: null, port_range_max: null, remote_ip_prefix: null }

describe('security group rules', () => {
  it.each<readonly [string, object, Shown]>([
    ['nothing but a direction', {}, { ...ANY, ethertype: 'IPv4', description: '', normalized_cidr: null }],
    ['all ports', { protocol: 'TCP', port_range_min: 1, port_range_max: 65_535 }, { ...ANY, protocol: 'tcp' }],
    [
      'ports as text',
      { protocol: '6', port_range_min: '22', port_range_max: '23' },
      { protocol: '6', port_range_min: 22 },
    ],
    ['icmp in IPv6', { ethertype: 'ipv6', protocol: 'icmp' }, { ethertype: 'IPv6', protocol: 'ipv6-icmp' }],
    ['number 1 in IPv6', { ethertype: 'IPv6', protocol: 1 }, { protocol: '58' }],
    ['any protocol', { protocol: 'any' }, ANY],
    [
      'an address',
      { remote_ip_prefix: '10.1.2.3' },
      { remote_ip_prefix: '10.1.2.3/32', normalized_cidr: '10.1.2.3/32' },
    ],
    [
      'host bits',
      { remote_ip_prefix: '10.1.2.3/8' },
      { remote_ip_prefix: '10.1.2.3/8', normalized_cidr: '10.0.0.0/8' },
    ],
    ['a netmask', { remote_ip_prefix: '10.1.2.3/255.0.0.0' }, { remote_ip_prefix: '10.1.2.3/8' }],
    [
      'IPv6 in capitals',
      { ethertype: 'IPv6', remote_ip_prefix: '2001:DB8::1/32' },
      { remote_ip_prefix: '2001:db8::1/32' },
    ],
    [
      'a type of ICMP',
      { protocol: 'icmp', port_range_min: 8, port_range_max: 0 },
      { port_range_min: 8, port_range_max: 0 },
    ],
  ])('store %s', async (_what, asked, stored) => {
    const security_group_id = await group('p1')
    const answer = await post({ security_group_id, direction: 'ingress', ...asked }, 'p1')
    expect(answer).toMatchObject({ status: 201, body: { security_group_rule: { ...stored, revision_number: 0 } } })
  })

  it.each<readonly [string, object, number, string]>([
    ['a protocol that is none', { protocol: 'foo' }, 400, 'SecurityGroupRuleInvalidProtocol'],
    ['a protocol above 255', { protocol: 256 }, 400, 'SecurityGroupRuleInvalidProtocol'],
    [
      'ports of gre',
      { protocol: 'gre', port_range_min: 1, port_range_max: 2 },
      400,
      'SecurityGroupInvalidProtocolForPort',
    ],
    ['port 0', { protocol: 'tcp', port_range_min: 0, port_range_max: 2 }, 400, 'SecurityGroupInvalidPortValue'],
    [
      'port 65536',
      { protocol: 'tcp', port_range_min: 1, port_range_max: 65_536 },
      400,
      'SecurityGroupInvalidPortValue',
    ],
    ['one port of two', { protocol: 'tcp', port_range_min: 1 }, 400, 'SecurityGroupInvalidPortRange'],
    [
      'ports upside down',
      { protocol: 'udp', port_range_min: 9, port_range_max: 1 },
      400,
      'SecurityGroupInvalidPortRange',
    ],
    ['ports of any protocol', { port_range_min: 1, port_range_max: 2 }, 400, 'SecurityGroupProtocolRequiredWithPorts'],
    ['an ICMP type of 256', { protocol: 'icmp', port_range_min: 256 }, 400, 'SecurityGroupInvalidIcmpValue'],
    ['a code without type', { protocol: 'icmp', port_range_max: 1 }, 400, 'SecurityGroupMissingIcmpType'],
    ['ICMPv6 in IPv4', { protocol: 'icmpv6' }, 400, 'SecurityGroupEthertypeConflictWithProtocol'],
    ['number 43 in IPv4', { protocol: 43 }, 400, 'SecurityGroupEthertypeConflictWithProtocol'],
    ['a prefix of the other family', { remote_ip_prefix: '2001:db8::/32' }, 400, 'SecurityGroupRuleParameterConflict'],
    ['a prefix that is none', { remote_ip_prefix: '10.0.0.0/33' }, 400, 'InvalidCIDR'],
    ['another ethertype', { ethertype: 'ARP' }, 400, 'SecurityGroupRuleInvalidEtherType'],
    [
      'two remotes',
      { remote_ip_prefix: '10.0.0.0/8', remote_group_id: 'own' },
      400,
      'SecurityGroupMultipleRemoteEntites',
    ],
    ['a remote group that is not there', { remote_group_id: 'abc' }, 404, 'SecurityGroupNotFound'],
    ['an address group that is not there', { remote_address_group_id: 'abc' }, 404, 'AddressGroupNotFound'],
    ['another direction', { direction: 'up' }, 400, 'HTTPBadRequest'],
    ['a group that is not there', { security_group_id: 'abc' }, 404, 'SecurityGroupNotFound'],
    ['hostile text', { remote_ip_prefix: '10.0.0.0/8; flush ruleset' }, 400, 'InvalidCIDR'],
  ])('refuse %s', async (_what, asked, status, type) => {
    const security_group_id = await group('p2')
    const own = Object.entries(asked).map(([name, value]): readonly [string, unknown] => [
      name,
      value === 'own' ? security_group_id : value,
    ])
    const answer = await post({ security_group_id, direction: 'ingress', ...Object.fromEntries(own) }, 'p2')
    expect(answer).toMatchObject({ status, body: { NeutronError: { type } } })
    await cloud.call('DELETE', `/security-groups/${security_group_id}`, undefined, 'p2')
  })

  it('are one when only spelling and description differ', async () => {
    const security_group_id = await group('p3')
    const rule = { security_group_id, direction: 'ingress', protocol: 'tcp', remote_ip_prefix: '0.0.0.0/0' }
    const first = await post(rule, 'p3')
    const id = String(first.body.security_group_rule['id'])
    const again = await post({ security_group_id, direction: 'ingress', protocol: 6, description: 'x' }, 'p3')
    expect(again).toMatchObject({
      status: 409,
      body: {
        NeutronError: {
          type: 'SecurityGroupRuleExists',
          message: `Security group rule already exists. Rule id is ${id}.`,
        },
      },
    })
  })

  it('are all made or none, of one group and one project', async () => {
    const [one, two] = [await group('p4'), await group('p4')]
    const bulk = async (rules: readonly object[], who = 'p4'): Promise<Answer> =>
      cloud.call('POST', '/security-group-rules', { security_group_rules: rules }, who)
    const tcp = { security_group_id: one, direction: 'ingress', protocol: 'tcp' }
    const udp = { ...tcp, protocol: 'udp' }
    const type = async (answer: Promise<Answer>): Promise<string> => (await answer).body.NeutronError.type
    expect(await type(bulk([tcp, { ...udp, security_group_id: two }]))).toBe('SecurityGroupNotSingleGroupRules')
    expect(await type(bulk([tcp, { ...udp, project_id: 'other' }], 'admin'))).toBe('SecurityGroupRulesNotSingleTenant')
    expect(await type(bulk([tcp, { ...tcp, protocol: '6' }]))).toBe('DuplicateSecurityGroupRuleInPost')
    expect(await type(bulk([tcp, { ...udp, port_range_min: 7 }]))).toBe('SecurityGroupInvalidPortRange')
    const there = async (): Promise<number> =>
      (await cloud.call('GET', `/security-group-rules?security_group_id=${one}`, undefined, 'p4')).body
        .security_group_rules.length
    expect(await there()).toBe(2)
    expect((await bulk([tcp, udp])).status).toBe(201)
    expect(await there()).toBe(4)
    const revised = await cloud.call('GET', `/security-groups/${one}`, undefined, 'p4')
    expect(revised.body.security_group).toMatchObject({ revision_number: 3 })
  })

  it('count, and go', async () => {
    const security_group_id = await group('p5')
    await cloud.call('PUT', '/quotas/p5', { quota: { security_group_rule: 7 } })
    const made = await post({ security_group_id, direction: 'ingress' }, 'p5')
    expect((await post({ security_group_id, direction: 'ingress', protocol: 'tcp' }, 'p5')).body).toMatchObject({
      NeutronError: { type: 'OverQuota' },
    })
    const id = String(made.body.security_group_rule['id'])
    expect(await cloud.told(`security-group/${security_group_id}`)).toHaveProperty([`rule/${id}`])
    expect((await cloud.call('DELETE', `/security-group-rules/${id}`, undefined, 'p5')).status).toBe(204)
    expect(await cloud.told(`security-group/${security_group_id}`)).not.toHaveProperty([`rule/${id}`])
    expect((await cloud.call('GET', `/security-group-rules/${id}`, undefined, 'p5')).body).toMatchObject({
      NeutronError: { type: 'SecurityGroupRuleNotFound' },
    })
    expect((await post({ security_group_id, direction: 'ingress', protocol: 'tcp' }, 'p5')).status).toBe(201)
  })

  it('that an administrator made are seen by the group’s owner, not deleted (LP 1824248)', async () => {
    const security_group_id = await group('p6')
    const made = await post({ security_group_id, direction: 'ingress', protocol: 'tcp' }, 'admin')
    const path = `/security-group-rules/${String(made.body.security_group_rule['id'])}`
    expect((await cloud.call('GET', path, undefined, 'p6')).status).toBe(200)
    expect((await cloud.call('GET', path, undefined, 'p7')).status).toBe(404)
    expect((await cloud.call('DELETE', path, undefined, 'p6')).status).toBe(403)
    const own = await cloud.call('GET', `/security-groups/${security_group_id}`, undefined, 'p6')
    expect(own.body.security_group['security_group_rules']).toHaveLength(3)
  })

  it('are told to hosts with numbers and whole prefixes', async () => {
    const security_group_id = await group('p8')
    const asked = { protocol: 'udp', port_range_min: 53, port_range_max: 53, remote_ip_prefix: '10.9.8.7/16' }
    const made = await post({ security_group_id, direction: 'egress', ...asked }, 'p8')
    const id = String(made.body.security_group_rule['id'])
    expect((await cloud.told(`security-group/${security_group_id}`))[`rule/${id}`]).toEqual({
      ...{ id, direction: 'egress', ethertype: 'IPv4', protocol: 17, portMin: 53, portMax: 53 },
      ...{ remotePrefix: '10.9.0.0/16', remoteGroupId: null, remoteAddressGroupId: null },
    })
  })
})
