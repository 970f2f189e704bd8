import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

const NOBODYS = '00000000-0000-4000-8000-000000000001'
let api: Api
let policyId: string

beforeEach(async () => {
  api = await startApi()
  policyId = (await api.call('POST', '/qos/policies', { policy: { name: 'gold' } })).body.policy.id
})
afterEach(async () => {
  await api.close()
})

async function error(
  method: string,
  path: string,
  body?: unknown,
  who?: 'member@a',
): Promise<[number, string, string]> {
  const answer = await api.call(method, path, body, who)
  const { type, message } = answer.body.NeutronError
  return [answer.status, type, message]
}

describe('/qos/policies', () => {
  it('shows a policy with its rules, as Neutron does', async () => {
    const rules = `/qos/policies/${policyId}/bandwidth_limit_rules`
    const made = await api.call('POST', rules, { bandwidth_limit_rule: { max_kbps: '100' } })
    expect(made).toMatchObject({ status: 201 })
    const { id } = made.body.bandwidth_limit_rule
    expect(made.body).toEqual({ bandwidth_limit_rule: { max_kbps: 100, max_burst_kbps: 0, direction: 'egress', id } })
    const shown = await api.call('GET', `/qos/policies/${policyId}`)
    expect(shown.body.policy).toEqual({
      id: policyId,
      project_id: 'admin',
      tenant_id: 'admin',
      name: 'gold',
      shared: false,
      is_default: false,
      rules: [
        { max_kbps: 100, max_burst_kbps: 0, direction: 'egress', id, qos_policy_id: policyId, type: 'bandwidth_limit' },
      ],
      revision_number: 1,
      description: '',
      tags: [],
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    })
    const part = await api.call('GET', '/qos/policies?name=gold&fields=is_default&fields=rules')
    expect(part.body).toEqual({ policies: [{ rules: shown.body.policy.rules, is_default: false }] })
  })

  it('is tagged and matched by revision', async () => {
    const path = `/qos/policies/${policyId}`
    const stale = await api.call('PUT', path, { policy: { name: 'x' } }, 'admin@admin', {
      'if-match': 'revision_number=5',
    })
    expect(stale.status).toBe(412)
    const { status } = await api.call('PUT', `/policies/${policyId}/tags/slow`)
    expect(status).toBe(201)
    expect((await api.call('GET', '/qos/policies?tags=slow')).body.policies).toMatchObject([{ tags: ['slow'] }])
  })

  it('is for administrators to make and change; whom it is not shared with hears of none', async () => {
    const rules = `/qos/policies/${policyId}/dscp_marking_rules`
    expect(await error('POST', '/qos/policies', { policy: {} }, 'member@a')).toEqual([
      403,
      'PolicyNotAuthorized',
      'rule:create_policy is disallowed by policy',
    ])
    const hidden = [404, 'QosPolicyNotFound', `QoS policy ${policyId} could not be found.`]
    expect(await error('GET', `/qos/policies/${policyId}`, undefined, 'member@a')).toEqual(hidden)
    expect(await error('PUT', `/qos/policies/${policyId}`, { policy: { name: 'x' } }, 'member@a')).toEqual(hidden)
    expect(await error('GET', rules, undefined, 'member@a')).toEqual(hidden)
    await api.call('PUT', `/qos/policies/${policyId}`, { policy: { shared: true } })
    expect((await api.call('GET', rules, undefined, 'member@a')).body).toEqual({ dscp_marking_rules: [] })
    expect(await error('DELETE', `/qos/policies/${policyId}`, undefined, 'member@a')).toEqual([
      403,
      'PolicyNotAuthorized',
      'rule:delete_policy is disallowed by policy',
    ])
    expect(await error('POST', rules, { dscp_marking_rule: { dscp_mark: 8 } }, 'member@a')).toEqual([
      403,
      'PolicyNotAuthorized',
      'rule:create_policy_dscp_marking_rule is disallowed by policy',
    ])
  })

  it('is attached to networks and ports', async () => {
    const missing = [404, 'QosPolicyNotFound', `QoS policy ${NOBODYS} could not be found.`]
    expect(await error('POST', '/networks', { network: { qos_policy_id: NOBODYS } })).toEqual(missing)
    const networkId: string = (await api.call('POST', '/networks', { network: {} })).body.network.id
    const { port } = (await api.call('POST', '/ports', { port: { network_id: networkId } })).body
    const portId: string = port.id
    expect(port).toMatchObject({ qos_policy_id: null, qos_network_policy_id: null })
    // both from the cache of what was rendered, and by itself
    const seen = async (): Promise<unknown> => {
      const { body } = await api.call('GET', `/ports?network_id=${networkId}`)
      expect((await api.call('GET', `/ports/${portId}`)).body.port).toEqual(body.ports[0])
      return [body.ports[0].qos_policy_id, body.ports[0].qos_network_policy_id]
    }
    expect(await seen()).toEqual([null, null])
    await api.call('PUT', `/networks/${networkId}`, { network: { qos_policy_id: policyId } })
    expect(await seen()).toEqual([null, policyId])
    await api.call('PUT', `/ports/${portId}`, { port: { qos_policy_id: policyId } })
    expect(await seen()).toEqual([policyId, policyId])
    expect(await error('DELETE', `/qos/policies/${policyId}`)).toEqual([
      409,
      'QosPolicyInUse',
      `QoS Policy ${policyId} is used by port ${portId}.`,
    ])
  })
})

describe('QoS rules', () => {
  const asked = [
    ['bandwidth_limit', 'max_kbps', {}, "Failed to parse request. Required attribute 'max_kbps' not specified"],
    [
      'bandwidth_limit',
      'max_kbps',
      -1,
      "Invalid input for max_kbps. Reason: '-1' is too small - must be at least '0'.",
    ],
    [
      'packet_rate_limit',
      'max_kpps',
      2 ** 31,
      "Invalid input for max_kpps. Reason: '2147483648' is too large - must be no larger than '2147483647'.",
    ],
    ['dscp_marking', 'dscp_mark', 3, 'Invalid input for dscp_mark. Reason: 3 is not in valid_values.'],
    ['minimum_bandwidth', 'min_kbps', 'x', "Invalid input for operation: 'x' is not an integer."],
  ] as const
  it.each(asked)('of type %s are refused with %s = %o', async (type, parameter, given, message) => {
    const rule = typeof given === 'object' ? {} : { [parameter]: given }
    const [status, , text] = await error('POST', `/qos/policies/${policyId}/${type}_rules`, { [`${type}_rule`]: rule })
    expect([status, text]).toEqual([400, message])
  })

  it.each(['/qos/alias_dscp_marking_rules', '/qos/alias-dscp-marking-rules'])('are found at %s', async (alias) => {
    const rules = `/qos/policies/${policyId}/dscp_marking_rules`
    const rule = { dscp_marking_rule: { dscp_mark: 8, tenant_id: 'admin' } }
    const id: string = (await api.call('POST', rules, rule)).body.dscp_marking_rule.id
    expect((await api.call('GET', `${alias}/${id}`)).body).toEqual({ alias_dscp_marking_rule: { dscp_mark: 8, id } })
    const changed = await api.call('PUT', `${alias}/${id}`, { alias_dscp_marking_rule: { dscp_mark: '46' } })
    expect(changed.body).toEqual({ alias_dscp_marking_rule: { dscp_mark: 46, id } })
    expect((await api.call('DELETE', `${alias}/${id}`)).status).toBe(204)
    expect(await error('GET', `${alias}/${id}`)).toEqual([
      404,
      'QosRuleNotFound',
      `QoS rule ${id} for policy  could not be found.`,
    ])
    expect((await api.call('POST', alias, { alias_dscp_marking_rule: { dscp_mark: 8 } })).status).toBe(405)
  })
})

it('/qos/rule-types lists what drivers support: nothing, as long as none says so', async () => {
  expect((await api.call('GET', '/qos/rule-types')).body).toEqual({ rule_types: [] })
  const all = ['bandwidth_limit', 'dscp_marking', 'minimum_bandwidth', 'minimum_packet_rate', 'packet_rate_limit']
  const { body } = await api.call('GET', '/qos/rule-types?all_rules=true')
  expect(body.rule_types).toEqual(all.map((type) => ({ type })))
  expect((await api.call('GET', '/qos/rule-types/dscp_marking')).body).toEqual({
    rule_type: { type: 'dscp_marking', drivers: [] },
  })
  expect(await error('GET', '/qos/rule-types/dscp_marking', undefined, 'member@a')).toEqual([
    403,
    'NotAuthorized',
    'Not authorized.',
  ])
  expect((await error('GET', '/qos/rule-types?type=x'))[2]).toBe("['type'] is invalid attribute for filtering")
})
