import { describe, expect, it } from 'vitest'
import type { MechanismDriver, QosRuleSupport } from '@netloom/core'
import { switchDriver } from './support/fake-drivers.ts'
import { testCloud } from './support/test-netloom.ts'

const RATE = { start: 0, end: 1000 }
const LIMITS: QosRuleSupport = { max_kbps: RATE, max_burst_kbps: RATE, direction: ['egress'] }

/** The switch of the test cloud, with what it can do of QoS. */
function able(supportedQosRules: NonNullable<MechanismDriver['supportedQosRules']>): MechanismDriver {
  return switchDriver({ supportedQosRules })
}

describe('QoS rules that drivers support', () => {
  it('are none while no driver says so, and every rule is accepted', async () => {
    const { netloom, admin } = await testCloud()
    expect(await netloom.qosRuleTypes.list(admin)).toEqual([])
    expect(await netloom.qosRuleTypes.list(admin, { allSupported: true })).toEqual([])
    expect(await netloom.qosRuleTypes.list(admin, { allRules: true })).toHaveLength(5)
    expect(await netloom.qosRuleTypes.get(admin, 'dscp_marking')).toEqual({ type: 'dscp_marking', drivers: [] })
    const { id } = await netloom.qosPolicies.create(admin, {})
    await netloom.qosRules.of(id, 'minimum_bandwidth').create(admin, { minKbps: 1 })
    const network = await netloom.networks.create(admin, { qosPolicyId: id })
    expect(await netloom.ports.create(admin, { networkId: network.id, qosPolicyId: id })).toMatchObject({
      qosPolicyId: id,
    })
    await netloom.close()
  })

  it('are listed: by all, by any, with details for administrators', async () => {
    const second: MechanismDriver = { name: 'second', supportedQosRules: { dscp_marking: { dscp_mark: [0, 8] } } }
    const { netloom, admin } = await testCloud({
      drivers: [able({ bandwidth_limit: LIMITS, dscp_marking: {} }), second],
    })
    const types = async (filter: Record<string, boolean>): Promise<readonly string[]> =>
      (await netloom.qosRuleTypes.list(admin, filter)).map(({ type }) => type)
    expect(await types({})).toEqual(['dscp_marking'])
    expect(await types({ allSupported: true })).toEqual(['bandwidth_limit', 'dscp_marking'])
    const details = await netloom.qosRuleTypes.get(admin, 'bandwidth_limit')
    expect(details).toEqual({ type: 'bandwidth_limit', drivers: [{ name: switchDriver().name, parameters: LIMITS }] })
    const member = { ...admin, isAdmin: false }
    await expect(netloom.qosRuleTypes.get(member, 'bandwidth_limit')).rejects.toMatchObject({
      code: 'NotAuthorized',
      status: 403,
    })
    await expect(netloom.qosRuleTypes.get(admin, 'x')).rejects.toMatchObject({ status: 404 })
    await netloom.close()
  })

  it('are required of networks and ports as soon as one driver says what it can do', async () => {
    const { netloom, admin } = await testCloud({ drivers: [able({ bandwidth_limit: LIMITS })] })
    const { networks, ports, qosPolicies, qosRules } = netloom
    const good = await qosPolicies.create(admin, {})
    const limit = await qosRules.of(good.id, 'bandwidth_limit').create(admin, { maxKbps: 1000 })
    const bad = await qosPolicies.create(admin, {})
    await qosRules.of(bad.id, 'dscp_marking').create(admin, { dscpMark: 8 })
    const noNetwork = { code: 'QosRuleNotSupportedByNetwork', status: 409 }
    const noPort = { code: 'QosRuleNotSupported', status: 409 }
    await expect(networks.create(admin, { qosPolicyId: bad.id })).rejects.toMatchObject(noNetwork)
    const network = await networks.create(admin, { qosPolicyId: good.id })
    await expect(networks.update(admin, network.id, { qosPolicyId: bad.id })).rejects.toMatchObject(noNetwork)
    await expect(ports.create(admin, { networkId: network.id, qosPolicyId: bad.id })).rejects.toMatchObject(noPort)
    const port = await ports.create(admin, { networkId: network.id })
    await expect(ports.update(admin, port.id, { qosPolicyId: bad.id })).rejects.toMatchObject({
      ...noPort,
      message: `Rule dscp_marking is not supported by port ${port.id}`,
    })
    // the policy in use: a value, a direction and a type beyond what the driver can do
    const rules = qosRules.of(good.id, 'bandwidth_limit')
    await expect(rules.update(admin, limit.id, { maxKbps: 1001 })).rejects.toMatchObject(noPort)
    await expect(rules.create(admin, { maxKbps: 1, direction: 'ingress' })).rejects.toMatchObject(noPort)
    await expect(qosRules.of(good.id, 'dscp_marking').create(admin, { dscpMark: 8 })).rejects.toMatchObject(noPort)
    expect(await qosPolicies.get(admin, good.id)).toMatchObject({ rules: [limit], revisionNumber: 1 })
    await netloom.close()
  })
})
