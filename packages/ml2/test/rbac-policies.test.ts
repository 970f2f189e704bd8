import { describe, expect, it } from 'vitest'
import { adminContext, type Netloom, type Network, type RequestContext } from '@netloom/core'
import { testCloud } from './support/test-netloom.ts'

const member = (projectId: string): RequestContext => ({
  ...adminContext(projectId),
  roles: ['member'],
  isAdmin: false,
})
const [owner, friend, stranger] = [member('owner'), member('friend'), member('stranger')]
const shared = 'access_as_shared'

async function ownersNetwork(netloom: Netloom): Promise<Network> {
  return netloom.networks.create(owner, {})
}

function grant(
  netloom: Netloom,
  context: RequestContext,
  objectId: string,
  targetProject: string,
  action = shared,
): ReturnType<Netloom['rbacPolicies']['create']> {
  return netloom.rbacPolicies.create(context, { objectType: 'network', objectId, action, targetProject })
}

describe('an entry', () => {
  it('lets its project alone see the network, its subnets, and make ports there', async () => {
    const { netloom, store } = await testCloud()
    const network = await ownersNetwork(netloom)
    await netloom.subnets.create(owner, { networkId: network.id, cidr: '10.0.0.0/24' })
    const port = netloom.ports.create(friend, { networkId: network.id })
    await expect(port).rejects.toMatchObject({ code: 'NetworkNotFound' })
    const entry = await grant(netloom, owner, network.id, 'friend')
    expect(await netloom.networks.get(friend, network.id)).toMatchObject({ shared: true, revisionNumber: 3 })
    expect(await netloom.networks.list(friend)).toMatchObject([{ id: network.id, shared: true }])
    expect(await netloom.subnets.list(friend)).toMatchObject([{ networkId: network.id }])
    expect((await netloom.ports.create(friend, { networkId: network.id })).fixedIps).toHaveLength(1)
    await expect(netloom.networks.get(stranger, network.id)).rejects.toMatchObject({ code: 'NetworkNotFound' })
    expect(await netloom.networks.list(stranger)).toEqual([])
    expect(await netloom.subnets.list(stranger)).toEqual([])
    expect(await netloom.rbacPolicies.list(friend)).toEqual([])
    expect(await netloom.rbacPolicies.list(owner)).toEqual([entry])
    expect(await store.db.selectFrom('networks').select('shared').execute()).toEqual([{ shared: 0 }])
    await netloom.close()
  })

  it('shows `shared` to those it names, administrators of other projects see false; the filter agrees', async () => {
    const { netloom } = await testCloud()
    const [one, two] = [await ownersNetwork(netloom), await ownersNetwork(netloom)]
    await grant(netloom, owner, one.id, 'friend')
    const admin = adminContext('admin')
    expect((await netloom.networks.get(admin, one.id)).shared).toBe(false)
    expect((await netloom.networks.get(owner, one.id)).shared).toBe(false)
    expect((await netloom.networks.get(adminContext('friend'), one.id)).shared).toBe(true)
    const ids = async (context: RequestContext, ...wanted: boolean[]): Promise<readonly string[]> =>
      (await netloom.networks.list(context, { shared: wanted })).map(({ id }) => id).sort()
    expect(await ids(adminContext('friend'), true)).toEqual([one.id])
    expect(await ids(adminContext('friend'), false)).toEqual([two.id])
    expect(await ids(admin, true)).toEqual([])
    expect(await ids(admin, true, false)).toEqual([one.id, two.id].sort())
    expect(await ids(admin)).toEqual([])
    await netloom.close()
  })

  it('is one with the attribute: a shared network has an entry for all, and an entry for all makes it shared', async () => {
    const { netloom, admin } = await testCloud()
    const network = await netloom.networks.create(admin, { projectId: 'owner', shared: true, routerExternal: true })
    const entries = await netloom.rbacPolicies.list(admin)
    expect(entries.map(({ action }) => action).sort()).toEqual(['access_as_external', shared])
    expect(entries.every((one) => one.targetProject === '*' && one.projectId === 'owner')).toBe(true)
    await netloom.networks.update(admin, network.id, { shared: false, routerExternal: false })
    expect(await netloom.rbacPolicies.list(admin)).toEqual([])
    await expect(netloom.networks.get(stranger, network.id)).rejects.toMatchObject({ status: 404 })
    const entry = await grant(netloom, admin, network.id, '*')
    expect(await netloom.networks.get(stranger, network.id)).toMatchObject({ shared: true, routerExternal: false })
    await netloom.rbacPolicies.update(admin, entry.id, { targetProject: 'friend' })
    await expect(netloom.networks.get(stranger, network.id)).rejects.toMatchObject({ status: 404 })
    expect((await netloom.networks.get(friend, network.id)).shared).toBe(true)
    await netloom.rbacPolicies.delete(admin, entry.id)
    await expect(netloom.networks.get(friend, network.id)).rejects.toMatchObject({ status: 404 })
    await netloom.close()
  })

  it('makes a network external for its project, until the last one is gone', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    const entry = await grant(netloom, owner, network.id, 'friend', 'access_as_external')
    expect(await netloom.networks.get(friend, network.id)).toMatchObject({ routerExternal: true, shared: false })
    await expect(netloom.networks.get(stranger, network.id)).rejects.toMatchObject({ status: 404 })
    const other = await grant(netloom, owner, network.id, 'stranger', 'access_as_external')
    await netloom.rbacPolicies.delete(owner, entry.id)
    expect((await netloom.networks.get(owner, network.id)).routerExternal).toBe(true)
    await netloom.rbacPolicies.delete(owner, other.id)
    expect((await netloom.networks.get(owner, network.id)).routerExternal).toBe(false)
    await grant(netloom, owner, network.id, 'friend', 'access_as_external')
    await netloom.networks.update(admin, network.id, { routerExternal: false })
    expect(await netloom.rbacPolicies.list(admin)).toEqual([])
    await netloom.close()
  })

  it('goes with its network', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    const { id } = await grant(netloom, owner, network.id, 'friend')
    await netloom.networks.delete(owner, network.id)
    await expect(netloom.rbacPolicies.get(admin, id)).rejects.toMatchObject({ code: 'RbacPolicyNotFound' })
    await netloom.close()
  })
})

describe('granting', () => {
  it('is the owner’s and the administrator’s; nobody learns what exists elsewhere', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    const entry = await grant(netloom, owner, network.id, 'friend')
    const refused = 'Invalid input for operation: Only admins can manipulate policies on objects they do not own.'
    for (const id of [network.id, '00000000-0000-4000-8000-000000000000']) {
      await expect(grant(netloom, friend, id, 'stranger')).rejects.toMatchObject({ status: 400, message: refused })
    }
    await expect(grant(netloom, owner, network.id, '*')).rejects.toMatchObject({ status: 403 })
    const widened = netloom.rbacPolicies.update(owner, entry.id, { targetProject: '*' })
    await expect(widened).rejects.toMatchObject({ status: 403 })
    for (const attempt of [
      () => netloom.rbacPolicies.get(friend, entry.id),
      () => netloom.rbacPolicies.update(friend, entry.id, { targetProject: 'stranger' }),
      () => netloom.rbacPolicies.delete(friend, entry.id),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'RbacPolicyNotFound' })
    }
    expect(await netloom.rbacPolicies.get(admin, entry.id)).toEqual(entry)
    await netloom.close()
  })

  it('refuses the same entry twice, and what is no entry', async () => {
    const { netloom, admin } = await testCloud()
    const { id } = await ownersNetwork(netloom)
    await grant(netloom, admin, id, 'friend')
    const other = await grant(netloom, owner, id, 'stranger')
    const duplicate = { code: 'DuplicateRbacPolicy', status: 409 }
    await expect(grant(netloom, owner, id, 'friend')).rejects.toMatchObject(duplicate)
    const moved = netloom.rbacPolicies.update(owner, other.id, { targetProject: 'friend' })
    await expect(moved).rejects.toMatchObject(duplicate)
    await expect(grant(netloom, admin, id, 'friend', 'access_as_foo')).rejects.toMatchObject({
      code: 'InvalidActionForType',
      message:
        "Invalid action 'access_as_foo' for object type 'network'. Valid actions: ('access_as_shared', 'access_as_external')",
    })
    const scope = { objectType: 'address_scope', objectId: id, targetProject: 'friend' }
    await expect(netloom.rbacPolicies.create(admin, { ...scope, action: 'access_as_external' })).rejects.toMatchObject({
      message: /Valid actions: \('access_as_shared',\)$/,
    })
    await expect(netloom.rbacPolicies.create(admin, { ...scope, action: shared })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `Invalid input for operation: Address scope ${id} could not be found.`,
    })
    await expect(
      netloom.rbacPolicies.create(admin, { ...scope, objectType: 'foo', action: shared }),
    ).rejects.toMatchObject({ message: "Invalid input for operation: 'foo' is not a valid RBAC object type." })
    await netloom.close()
  })
})

describe('200 at once', () => {
  it('of the same entry: one wins', async () => {
    const { netloom, admin } = await testCloud()
    const { id } = await ownersNetwork(netloom)
    const attempts = await Promise.allSettled(Array.from({ length: 200 }, () => grant(netloom, owner, id, 'friend')))
    const lost = attempts.filter((attempt) => attempt.status === 'rejected')
    expect(lost).toHaveLength(199)
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'DuplicateRbacPolicy' })
    expect(await netloom.rbacPolicies.list(admin)).toHaveLength(1)
    expect((await netloom.quotas.details(admin, 'owner')).rbac_policy.used).toBe(1)
    await netloom.close()
  })
})

describe('taking a grant back', () => {
  it('is refused while its project has ports there and no other entry lets it', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    const entry = await grant(netloom, owner, network.id, 'friend')
    const port = await netloom.ports.create(friend, { networkId: network.id })
    const inUse = {
      code: 'RbacPolicyInUse',
      status: 409,
      message:
        `RBAC policy on object ${network.id} cannot be removed because other objects depend on it.\n` +
        `Details: Unable to reconfigure sharing settings for network ${network.id}. Multiple tenants are using it.`,
    }
    await expect(netloom.rbacPolicies.delete(owner, entry.id)).rejects.toMatchObject(inUse)
    const moved = netloom.rbacPolicies.update(owner, entry.id, { targetProject: 'stranger' })
    await expect(moved).rejects.toMatchObject(inUse)
    const wildcard = await grant(netloom, admin, network.id, '*')
    await netloom.rbacPolicies.delete(owner, entry.id)
    await expect(netloom.rbacPolicies.delete(admin, wildcard.id)).rejects.toMatchObject(inUse)
    const unshared = netloom.networks.update(admin, network.id, { shared: false })
    await expect(unshared).rejects.toMatchObject({ code: 'InvalidSharedSetting', status: 409 })
    await grant(netloom, owner, network.id, 'friend')
    await netloom.networks.update(admin, network.id, { shared: false })
    await netloom.ports.delete(friend, port.id)
    for (const { id } of await netloom.rbacPolicies.list(admin)) await netloom.rbacPolicies.delete(admin, id)
    await netloom.close()
  })

  it('does not mind service ports, ports of the owner, or ports of others', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    await netloom.subnets.create(owner, { networkId: network.id, cidr: '10.0.0.0/24' })
    await netloom.ports.create(owner, { networkId: network.id })
    await netloom.ports.create(admin, { networkId: network.id, projectId: 'friend', deviceOwner: 'network:dhcp' })
    await netloom.ports.create(admin, { networkId: network.id, projectId: 'stranger' })
    const entry = await grant(netloom, owner, network.id, 'friend')
    await netloom.rbacPolicies.delete(owner, entry.id)
    expect(await netloom.rbacPolicies.list(admin)).toEqual([])
    await netloom.close()
  })
})

describe('ports on the network of another project', () => {
  it('are seen and deleted by the network’s owner, but not changed', async () => {
    const { netloom, admin } = await testCloud()
    const network = await ownersNetwork(netloom)
    await grant(netloom, owner, network.id, 'friend')
    const port = await netloom.ports.create(friend, { networkId: network.id })
    expect(await netloom.ports.get(owner, port.id)).toEqual(port)
    expect(await netloom.ports.list(owner)).toEqual([port])
    expect(await netloom.ports.listRefs?.(owner)).toMatchObject([{ id: port.id, projectId: 'friend' }])
    expect(await netloom.ports.list(stranger)).toEqual([])
    await expect(netloom.ports.get(stranger, port.id)).rejects.toMatchObject({ code: 'PortNotFound' })
    await expect(netloom.ports.update(owner, port.id, { name: 'mine' })).rejects.toMatchObject({
      status: 403,
      message: 'rule:update_port is disallowed by policy',
    })
    const other = await netloom.ports.create(admin, { networkId: network.id, projectId: 'stranger' })
    expect(await netloom.ports.list(friend)).toEqual([port])
    await netloom.ports.delete(owner, port.id)
    await netloom.ports.delete(owner, other.id)
    expect(await netloom.ports.list(admin)).toEqual([])
    await netloom.close()
  })
})
