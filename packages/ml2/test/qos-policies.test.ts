import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminContext, type Network, type RequestContext } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const user = (projectId: string): RequestContext => ({ ...adminContext(projectId), roles: ['member'], isAdmin: false })
const NOBODYS = '00000000-0000-4000-8000-000000000001'

let cloud: TestCloud
let network: Network

beforeEach(async () => {
  cloud = await testCloud()
  network = await cloud.netloom.networks.create(cloud.admin, { projectId: 'a' })
})
afterEach(async () => {
  await cloud.netloom.close()
})

describe('QoS policies', () => {
  it('are one default per project, also within one request', async () => {
    const { qosPolicies } = cloud.netloom
    const exists = { code: 'QoSPolicyDefaultAlreadyExists', status: 409 }
    const twice = [{ isDefault: true }, { isDefault: true }]
    await expect(qosPolicies.createMany(cloud.admin, twice)).rejects.toMatchObject(exists)
    expect(await qosPolicies.list(cloud.admin)).toEqual([])
    const first = await qosPolicies.create(cloud.admin, { isDefault: true })
    const other = await qosPolicies.create(cloud.admin, { name: 'other' })
    await expect(qosPolicies.update(cloud.admin, other.id, { isDefault: true })).rejects.toMatchObject(exists)
    await qosPolicies.create(cloud.admin, { projectId: 'b', isDefault: true })
    // again what it is already
    const again = await qosPolicies.update(cloud.admin, first.id, { isDefault: true, name: 'first' })
    expect(again).toMatchObject({ isDefault: true, name: 'first', revisionNumber: 1 })
    await qosPolicies.update(cloud.admin, first.id, { isDefault: false })
    expect(await qosPolicies.update(cloud.admin, other.id, { isDefault: true })).toMatchObject({ isDefault: true })
  })

  it('are seen by whom they are shared with, and changed by their owner alone', async () => {
    const { qosPolicies, rbacPolicies } = cloud.netloom
    const { id } = await qosPolicies.create(cloud.admin, { projectId: 'a' })
    await expect(qosPolicies.get(user('b'), id)).rejects.toMatchObject({ code: 'QosPolicyNotFound', status: 404 })
    await expect(qosPolicies.delete(user('b'), id)).rejects.toMatchObject({ code: 'QosPolicyNotFound' })
    await rbacPolicies.create(user('a'), {
      objectType: 'qos_policy',
      objectId: id,
      action: 'access_as_shared',
      targetProject: 'b',
    })
    expect(await qosPolicies.get(user('b'), id)).toMatchObject({ shared: true })
    expect(await qosPolicies.list(user('c'))).toEqual([])
    const notTheirs = { code: 'PolicyNotAuthorized', status: 403 }
    await expect(qosPolicies.update(user('b'), id, { name: 'x' })).rejects.toMatchObject(notTheirs)
    // what an update by the owner writes is not what one project is shown
    await qosPolicies.update(user('a'), id, { name: 'y' })
    expect(await qosPolicies.list(user('c'))).toEqual([])
    expect((await qosPolicies.list(user('b'), { shared: true })).map(({ name }) => name)).toEqual(['y'])
  })

  it('stay while a port or network names them, and stay shared while another project does', async () => {
    const { qosPolicies, networks, ports } = cloud.netloom
    const { id } = await qosPolicies.create(cloud.admin, { shared: true })
    await networks.update(user('a'), network.id, { qosPolicyId: id })
    const port = await ports.create(user('a'), { networkId: network.id, qosPolicyId: id })
    const inUse = (message: string): object => ({ code: 'QosPolicyInUse', status: 409, message })
    await expect(qosPolicies.delete(cloud.admin, id)).rejects.toMatchObject(
      inUse(`QoS Policy ${id} is used by port ${port.id}.`),
    )
    await ports.update(user('a'), port.id, { qosPolicyId: null })
    await expect(qosPolicies.delete(cloud.admin, id)).rejects.toMatchObject(
      inUse(`QoS Policy ${id} is used by network ${network.id}.`),
    )
    const depends = { code: 'RbacPolicyInUse', status: 409 }
    await expect(qosPolicies.update(cloud.admin, id, { shared: false })).rejects.toMatchObject(depends)
    await networks.update(user('a'), network.id, { qosPolicyId: null })
    expect(await qosPolicies.update(cloud.admin, id, { shared: false })).toMatchObject({ shared: false })
    await qosPolicies.delete(cloud.admin, id)
    await expect(qosPolicies.get(cloud.admin, id)).rejects.toMatchObject({ status: 404 })
  })
})

describe('the policy of a network or port', () => {
  it('has to exist and be visible', async () => {
    const { qosPolicies, networks, ports } = cloud.netloom
    const hidden = await qosPolicies.create(cloud.admin, {})
    const missing = { code: 'QosPolicyNotFound', status: 404 }
    for (const qosPolicyId of [NOBODYS, hidden.id]) {
      await expect(networks.create(user('a'), { qosPolicyId })).rejects.toMatchObject(missing)
      await expect(networks.update(user('a'), network.id, { qosPolicyId })).rejects.toMatchObject(missing)
      await expect(ports.create(user('a'), { networkId: network.id, qosPolicyId })).rejects.toMatchObject(missing)
    }
    const port = await ports.create(user('a'), { networkId: network.id })
    await expect(ports.update(user('a'), port.id, { qosPolicyId: hidden.id })).rejects.toMatchObject(missing)
    expect(await networks.list(user('a'))).toHaveLength(1)
  })

  it('cannot be taken away by whom it is hidden from, while everything else can change', async () => {
    const { qosPolicies, networks, ports } = cloud.netloom
    const hidden = await qosPolicies.create(cloud.admin, {})
    await networks.update(cloud.admin, network.id, { qosPolicyId: hidden.id })
    const port = await ports.create(cloud.admin, { networkId: network.id, projectId: 'a', qosPolicyId: hidden.id })
    const refused = { code: 'PolicyRemoveAuthorizationError', status: 403 }
    await expect(networks.update(user('a'), network.id, { qosPolicyId: null })).rejects.toMatchObject(refused)
    await expect(ports.update(user('a'), port.id, { qosPolicyId: null })).rejects.toMatchObject(refused)
    expect(await networks.update(user('a'), network.id, { name: 'n' })).toMatchObject({ qosPolicyId: hidden.id })
    expect(await ports.update(user('a'), port.id, { name: 'p' })).toMatchObject({ qosPolicyId: hidden.id })
  })

  it("is the project's default on networks that name none", async () => {
    const { qosPolicies, networks } = cloud.netloom
    const standard = await qosPolicies.create(cloud.admin, { projectId: 'a', isDefault: true })
    const other = await qosPolicies.create(cloud.admin, { projectId: 'a' })
    const made = await networks.createMany(cloud.admin, [
      { projectId: 'a' },
      { projectId: 'b' },
      { projectId: 'a', qosPolicyId: other.id },
      { projectId: 'a', qosPolicyId: null },
    ])
    expect(made.map(({ qosPolicyId }) => qosPolicyId)).toEqual([standard.id, null, other.id, standard.id])
    expect(await networks.create(user('a'), {})).toMatchObject({ qosPolicyId: standard.id })
    // networks that were there before keep what they have
    expect(await networks.get(user('a'), network.id)).toMatchObject({ qosPolicyId: null })
  })

  it('shows on the ports of its network, as a new revision of theirs', async () => {
    const { qosPolicies, networks, ports } = cloud.netloom
    const { id } = await qosPolicies.create(cloud.admin, {})
    const port = await ports.create(cloud.admin, { networkId: network.id })
    expect(port).toMatchObject({ qosPolicyId: null, qosNetworkPolicyId: null })
    await networks.update(cloud.admin, network.id, { qosPolicyId: id })
    const shown = await ports.get(cloud.admin, port.id)
    expect(shown).toMatchObject({ qosNetworkPolicyId: id, revisionNumber: port.revisionNumber + 1 })
    // the same again is no change of the ports
    await networks.update(cloud.admin, network.id, { qosPolicyId: id })
    expect(await ports.get(cloud.admin, port.id)).toEqual(shown)
    expect(await ports.create(cloud.admin, { networkId: network.id })).toMatchObject({ qosNetworkPolicyId: id })
    expect(await ports.update(cloud.admin, port.id, { name: 'x' })).toMatchObject({ qosNetworkPolicyId: id })
    await networks.update(cloud.admin, network.id, { qosPolicyId: null })
    expect(await ports.get(cloud.admin, port.id)).toMatchObject({ qosNetworkPolicyId: null })
  })
})
