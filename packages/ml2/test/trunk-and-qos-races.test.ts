import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Port, SubportRequest } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let ports: readonly Port[]

beforeEach(async () => {
  cloud = await testCloud()
  const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
  const requests = Array.from({ length: 12 }, () => ({ networkId }))
  ports = await cloud.netloom.ports.createMany(cloud.admin, requests)
})
afterEach(async () => {
  await cloud.netloom.close()
})

/** How many won; the others were all refused with this code. */
async function winners(attempts: readonly Promise<unknown>[], code: string): Promise<number> {
  const results = await Promise.allSettled(attempts)
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  for (const reason of refused) expect(reason).toMatchObject({ code, status: 409 })
  return results.length - refused.length
}

describe('requests at once', () => {
  it('for the same parent, the same subport, the same segment: one wins each', async () => {
    const { trunks } = cloud.netloom
    const [parent = '', child = ''] = ports.map(({ id }) => id)
    const sameParent = Array.from({ length: 10 }, () => trunks.create(cloud.admin, { portId: parent }))
    expect(await winners(sameParent, 'ParentPortInUse')).toBe(1)
    const subport = (portId: string, segmentationId: number): SubportRequest => ({
      portId,
      segmentationType: 'vlan',
      segmentationId,
    })
    const sameChild = ports
      .slice(2)
      .map(({ id }, index) => trunks.create(cloud.admin, { portId: id, subports: [subport(child, 100 + index)] }))
    expect(await winners(sameChild, 'TrunkPortInUse')).toBe(1)
    const [trunk] = await trunks.list(cloud.admin, { portId: parent })
    const holder = (await trunks.list(cloud.admin)).find(({ subports }) => subports.length > 0)
    const free = ports.slice(2).filter(({ id }) => id !== holder?.portId)
    const sameSegment = free.map(({ id }) => trunks.addSubports(cloud.admin, trunk?.id ?? '', [subport(id, 5)]))
    expect(await winners(sameSegment, 'DuplicateSubPort')).toBe(1)
    expect(await trunks.subports(cloud.admin, trunk?.id ?? '')).toHaveLength(1)
  })

  it('for the default policy, and for one rule of it: one wins each', async () => {
    const { qosPolicies, qosRules } = cloud.netloom
    const defaults = Array.from({ length: 10 }, () => qosPolicies.create(cloud.admin, { isDefault: true }))
    expect(await winners(defaults, 'QoSPolicyDefaultAlreadyExists')).toBe(1)
    const [policy] = await qosPolicies.list(cloud.admin)
    const rules = qosRules.of(policy?.id ?? '', 'bandwidth_limit')
    const same = Array.from({ length: 10 }, (_, index) => rules.create(cloud.admin, { maxKbps: index }))
    expect(await winners(same, 'QoSRulesConflict')).toBe(1)
    expect(await qosPolicies.get(cloud.admin, policy?.id ?? '')).toMatchObject({ revisionNumber: 1 })
  })

  it('that put a policy on a port and delete it: the port never names one that is gone', async () => {
    const { qosPolicies, ports: service } = cloud.netloom
    for (const { id } of ports) {
      const policy = await qosPolicies.create(cloud.admin, {})
      await Promise.allSettled([
        service.update(cloud.admin, id, { qosPolicyId: policy.id }),
        qosPolicies.delete(cloud.admin, policy.id),
      ])
      const { qosPolicyId } = await service.get(cloud.admin, id)
      if (qosPolicyId !== null) expect(await qosPolicies.get(cloud.admin, qosPolicyId)).toMatchObject({ id: policy.id })
    }
    const left = await qosPolicies.list(cloud.admin)
    const named = (await service.list(cloud.admin)).filter(({ qosPolicyId }) => qosPolicyId !== null)
    expect(named).toHaveLength(left.length)
  })
})
