import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  adminContext,
  QOS_RULE_TYPES,
  type QosPolicy,
  type QosRuleCreate,
  type QosRuleType,
  type RequestContext,
} from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const user = (projectId: string): RequestContext => ({ ...adminContext(projectId), roles: ['member'], isAdmin: false })
const NOBODYS = '00000000-0000-4000-8000-000000000001'

/** One good rule of each type, and what it becomes. */
const RULES: Readonly<Record<QosRuleType, readonly [QosRuleCreate, QosRuleCreate]>> = {
  bandwidth_limit: [{ maxKbps: 100 }, { maxKbps: 100, maxBurstKbps: 0, direction: 'egress' }],
  dscp_marking: [{ dscpMark: 26 }, { dscpMark: 26 }],
  minimum_bandwidth: [{ minKbps: 50 }, { minKbps: 50, direction: 'egress' }],
  minimum_packet_rate: [{ minKpps: 5 }, { minKpps: 5, direction: 'egress' }],
  packet_rate_limit: [{ maxKpps: 9 }, { maxKpps: 9, maxBurstKpps: 0, direction: 'egress' }],
}

let cloud: TestCloud
let policy: QosPolicy

beforeEach(async () => {
  cloud = await testCloud()
  policy = await cloud.netloom.qosPolicies.create(cloud.admin, { projectId: 'a' })
})
afterEach(async () => {
  await cloud.netloom.close()
})

describe.each(QOS_RULE_TYPES)('%s rules', (type) => {
  it('are made with their defaults, found, changed, refused twice, and deleted: each a revision of the policy', async () => {
    const { qosPolicies, qosRules } = cloud.netloom
    const rules = qosRules.of(policy.id, type)
    const [request, complete] = RULES[type]
    const rule = await rules.create(cloud.admin, request)
    expect(rule).toEqual({ ...complete, id: rule.id, policyId: policy.id, type })
    expect(await rules.get(cloud.admin, rule.id)).toEqual(rule)
    expect(await rules.list(cloud.admin)).toEqual([rule])
    expect(await qosPolicies.get(cloud.admin, policy.id)).toMatchObject({ revisionNumber: 1, rules: [rule] })
    await expect(rules.create(cloud.admin, request)).rejects.toMatchObject({
      code: 'QoSRulesConflict',
      status: 409,
      message: `Rule ${type} conflicts with rule ${rule.id} which already exists in QoS Policy ${policy.id}.`,
    })
    const [parameter = '', value = 0] = Object.entries(request)[0] ?? []
    const changed = await qosRules.anywhere(type).update(cloud.admin, rule.id, { [parameter]: Number(value) + 2 })
    expect(changed).toEqual({ ...rule, [parameter]: Number(value) + 2 })
    await qosRules.anywhere(type).delete(cloud.admin, rule.id)
    expect(await qosPolicies.get(cloud.admin, policy.id)).toMatchObject({ revisionNumber: 3, rules: [] })
    await expect(rules.get(cloud.admin, rule.id)).rejects.toMatchObject({
      code: 'QosRuleNotFound',
      message: `QoS rule ${rule.id} for policy ${policy.id} could not be found.`,
    })
  })

  it('are found in their own policy, under their own type, by whom sees the policy', async () => {
    const { qosPolicies, qosRules } = cloud.netloom
    const rule = await qosRules.of(policy.id, type).create(user('a'), RULES[type][0])
    const elsewhere = await qosPolicies.create(cloud.admin, { shared: true })
    const otherType = type === 'dscp_marking' ? 'bandwidth_limit' : 'dscp_marking'
    const missing = { code: 'QosRuleNotFound', status: 404 }
    await expect(qosRules.of(elsewhere.id, type).get(cloud.admin, rule.id)).rejects.toMatchObject(missing)
    await expect(qosRules.of(policy.id, otherType).delete(cloud.admin, rule.id)).rejects.toMatchObject(missing)
    await expect(qosRules.anywhere(otherType).get(cloud.admin, rule.id)).rejects.toMatchObject({
      message: `QoS rule ${rule.id} for policy  could not be found.`,
    })
    const hidden = { code: 'QosPolicyNotFound', status: 404 }
    // by its id alone a hidden rule is like none: its policy is not told either
    await expect(qosRules.anywhere(type).get(user('b'), rule.id)).rejects.toMatchObject({
      code: 'QosRuleNotFound',
      message: `QoS rule ${rule.id} for policy  could not be found.`,
    })
    await expect(qosRules.of(policy.id, type).list(user('b'))).rejects.toMatchObject(hidden)
    await expect(qosRules.of(NOBODYS, type).create(cloud.admin, RULES[type][0])).rejects.toMatchObject(hidden)
    await expect(qosRules.of(elsewhere.id, type).create(user('b'), RULES[type][0])).rejects.toMatchObject({
      code: 'PolicyNotAuthorized',
      message: `rule:create_policy_${type}_rule is disallowed by policy`,
    })
  })
})

describe('rules of a policy', () => {
  it('may be one per direction, and cannot move onto each other', async () => {
    const rules = cloud.netloom.qosRules.of(policy.id, 'bandwidth_limit')
    const [up] = await rules.createMany(cloud.admin, [
      { maxKbps: 10 },
      { maxKbps: 20, maxBurstKbps: 5, direction: 'ingress' },
    ])
    await expect(rules.update(cloud.admin, up?.id ?? '', { direction: 'ingress' })).rejects.toMatchObject({
      code: 'QoSRulesConflict',
    })
    expect(await rules.list(cloud.admin, { direction: 'ingress' })).toMatchObject([{ maxKbps: 20, maxBurstKbps: 5 }])
    const sorted = await rules.list(cloud.admin, {}, { sort: [{ field: 'maxKbps', direction: 'desc' }], limit: 1 })
    expect(sorted).toMatchObject([{ maxKbps: 20 }])
    const next = { sort: [{ field: 'maxKbps', direction: 'desc' as const }], marker: sorted[0]?.id ?? '' }
    expect(await rules.list(cloud.admin, {}, next)).toMatchObject([{ maxKbps: 10 }])
    expect(await rules.list(cloud.admin, {}, { ...next, reverse: true })).toEqual([])
    const unknown = rules.list(cloud.admin, {}, { marker: NOBODYS })
    await expect(unknown).rejects.toMatchObject({ code: 'QosRuleNotFound' })
  })

  it('promise no more than they allow', async () => {
    const { qosRules } = cloud.netloom
    const limits = qosRules.of(policy.id, 'bandwidth_limit')
    const minimums = qosRules.of(policy.id, 'minimum_bandwidth')
    const limit = await limits.create(cloud.admin, { maxKbps: 100 })
    const conflict = { code: 'QoSRuleParameterConflict', status: 409 }
    await expect(minimums.create(cloud.admin, { minKbps: 101 })).rejects.toMatchObject({
      ...conflict,
      message:
        `Unable to add the rule with value 101 to the policy ${policy.id} ` +
        'as the existing rule of type bandwidth_limit has value 100.',
    })
    await minimums.create(cloud.admin, { minKbps: 100 })
    await expect(limits.update(cloud.admin, limit.id, { maxKbps: 99 })).rejects.toMatchObject(conflict)
  })

  it('promise packets in both directions together or in each, not both', async () => {
    const rules = cloud.netloom.qosRules.of(policy.id, 'minimum_packet_rate')
    const one = await rules.create(cloud.admin, { minKpps: 1, direction: 'ingress' })
    await expect(rules.create(cloud.admin, { minKpps: 1, direction: 'any' })).rejects.toMatchObject({
      code: 'QoSRuleParameterConflict',
    })
    expect(await rules.update(cloud.admin, one.id, { direction: 'any' })).toMatchObject({ direction: 'any' })
    await expect(rules.create(cloud.admin, { minKpps: 1 })).rejects.toMatchObject({ code: 'QoSRuleParameterConflict' })
  })

  it.each<[QosRuleType, Record<string, unknown>, RegExp]>([
    ['bandwidth_limit', {}, /maxKbps is missing/],
    ['bandwidth_limit', { maxKbps: -1 }, /maxKbps = -1: must be a whole number from 0/],
    ['bandwidth_limit', { maxKbps: 2 ** 31 }, /maxKbps = 2147483648/],
    ['bandwidth_limit', { maxKbps: 1, direction: 'any' }, /direction = "any": must be one of egress, ingress/],
    ['bandwidth_limit', { maxKbps: 1, minKbps: 1 }, /unknown field 'minKbps'/],
    ['dscp_marking', { dscpMark: 3 }, /dscpMark = 3: must be one of 0, 8/],
    ['dscp_marking', { dscpMark: 8, direction: 'egress' }, /unknown field 'direction'/],
  ])('of type %s refuse %o', async (type, request, message) => {
    const made = cloud.netloom.qosRules.of(policy.id, type).create(cloud.admin, request)
    await expect(made).rejects.toMatchObject({ code: 'InvalidInput', status: 400 })
    await expect(made).rejects.toThrow(message)
  })
})
