import { describe, expect, it } from 'vitest'
import { adminContext, type Netloom, type RequestContext } from '@netloom/core'
import { testCloud } from './support/test-netloom.ts'

const member = (projectId: string): RequestContext => ({
  ...adminContext(projectId),
  roles: ['member'],
  isAdmin: false,
})
const [owner, friend, stranger] = [member('owner'), member('friend'), member('stranger')]

interface Shared {
  readonly id: string
  readonly shared: boolean
}
interface Kind {
  readonly type: string
  make(netloom: Netloom): Promise<Shared>
  get(netloom: Netloom, context: RequestContext, id: string): Promise<Shared>
  list(netloom: Netloom, context: RequestContext, shared?: boolean): Promise<readonly Shared[]>
  remove(netloom: Netloom, id: string): Promise<void>
}
const wanted = (shared: boolean | undefined): Readonly<Record<string, boolean>> =>
  shared === undefined ? {} : { shared }

const KINDS: readonly Kind[] = [
  {
    type: 'network',
    make: ({ networks }) => networks.create(owner, {}),
    get: ({ networks }, context, id) => networks.get(context, id),
    list: ({ networks }, context, shared) => networks.list(context, wanted(shared)),
    remove: ({ networks }, id) => networks.delete(owner, id),
  },
  {
    type: 'subnetpool',
    make: ({ subnetpools }) => subnetpools.create(owner, { name: 'p', prefixes: ['10.0.0.0/8'] }),
    get: ({ subnetpools }, context, id) => subnetpools.get(context, id),
    list: ({ subnetpools }, context, shared) => subnetpools.list(context, wanted(shared)),
    remove: ({ subnetpools }, id) => subnetpools.delete(owner, id),
  },
  {
    type: 'address_scope',
    make: ({ addressScopes }) => addressScopes.create(owner, { name: 's', ipVersion: 4 }),
    get: ({ addressScopes }, context, id) => addressScopes.get(context, id),
    list: ({ addressScopes }, context, shared) => addressScopes.list(context, wanted(shared)),
    remove: ({ addressScopes }, id) => addressScopes.delete(owner, id),
  },
  {
    type: 'qos_policy',
    make: ({ qosPolicies }) => qosPolicies.create(adminContext('owner'), { name: 'q' }),
    get: ({ qosPolicies }, context, id) => qosPolicies.get(context, id),
    list: ({ qosPolicies }, context, shared) => qosPolicies.list(context, wanted(shared)),
    remove: ({ qosPolicies }, id) => qosPolicies.delete(adminContext('owner'), id),
  },
]

describe.each(KINDS)('an entry for a $type', ({ type, make, get, list, remove }) => {
  it('shows it to its project, one for all to everybody, none to nobody; both go with it', async () => {
    const { netloom, admin } = await testCloud()
    const { id } = await make(netloom)
    const ids = async (context: RequestContext, shared?: boolean): Promise<readonly string[]> =>
      (await list(netloom, context, shared)).map((one) => one.id)
    const grant = { objectType: type, objectId: id, action: 'access_as_shared' }
    await expect(get(netloom, friend, id)).rejects.toMatchObject({ status: 404 })
    expect([await ids(friend), await ids(friend, true), await ids(owner, true)]).toEqual([[], [], []])

    const entry = await netloom.rbacPolicies.create(owner, { ...grant, targetProject: 'friend' })
    expect(await get(netloom, friend, id)).toMatchObject({ id, shared: true })
    expect((await get(netloom, owner, id)).shared).toBe(false)
    expect([await ids(friend), await ids(friend, true), await ids(friend, false)]).toEqual([[id], [id], []])
    expect([await ids(stranger), await ids(owner, true), await ids(admin, false)]).toEqual([[], [], [id]])
    await expect(get(netloom, stranger, id)).rejects.toMatchObject({ status: 404 })

    await netloom.rbacPolicies.delete(owner, entry.id)
    await expect(get(netloom, friend, id)).rejects.toMatchObject({ status: 404 })
    await netloom.rbacPolicies.create(admin, { ...grant, targetProject: '*' })
    for (const context of [friend, stranger, owner, admin]) {
      expect(await get(netloom, context, id)).toMatchObject({ id, shared: true })
      expect([await ids(context), await ids(context, true), await ids(context, false)]).toEqual([[id], [id], []])
    }
    await remove(netloom, id)
    expect(await netloom.rbacPolicies.list(admin)).toEqual([])
    await netloom.close()
  })
})

describe('taking an entry back is refused while its project uses', () => {
  const share = (
    netloom: Netloom,
    objectType: string,
    objectId: string,
  ): ReturnType<Netloom['rbacPolicies']['create']> =>
    netloom.rbacPolicies.create(adminContext('owner'), {
      objectType,
      objectId,
      action: 'access_as_shared',
      targetProject: 'friend',
    })
  const inUse = (id: string): object => ({
    code: 'RbacPolicyInUse',
    status: 409,
    message:
      `RBAC policy on object ${id} cannot be removed because other objects depend on it.\n` +
      'Details: project_id=friend',
  })

  it('a subnet of the pool', async () => {
    const { netloom } = await testCloud()
    const pool = await netloom.subnetpools.create(owner, { name: 'p', prefixes: ['10.0.0.0/8'] })
    const entry = await share(netloom, 'subnetpool', pool.id)
    const network = await netloom.networks.create(friend, {})
    const subnet = await netloom.subnets.create(friend, { networkId: network.id, ipVersion: 4, subnetpoolId: pool.id })
    await expect(netloom.rbacPolicies.delete(owner, entry.id)).rejects.toMatchObject(inUse(pool.id))
    await netloom.subnets.delete(friend, subnet.id)
    await netloom.rbacPolicies.delete(owner, entry.id)
    await netloom.close()
  })

  it('a policy on a port', async () => {
    const { netloom } = await testCloud()
    const policy = await netloom.qosPolicies.create(adminContext('owner'), { name: 'q' })
    const entry = await share(netloom, 'qos_policy', policy.id)
    const network = await netloom.networks.create(friend, {})
    const port = await netloom.ports.create(friend, { networkId: network.id, qosPolicyId: policy.id })
    await expect(netloom.rbacPolicies.delete(owner, entry.id)).rejects.toMatchObject(inUse(policy.id))
    await netloom.ports.update(friend, port.id, { qosPolicyId: null })
    await netloom.rbacPolicies.delete(owner, entry.id)
    await netloom.close()
  })
})
