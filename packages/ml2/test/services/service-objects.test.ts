import { randomUUID } from 'node:crypto'
import { adminContext, type MechanismDriver, type PortContext, type ServiceModule } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { describe, expect, it } from 'vitest'
import { switchDriver } from '../support/fake-drivers.ts'
import { fakeService, tapService } from '../support/fake-service.ts'
import { testCloud, type TestCloud } from '../support/test-netloom.ts'

const member = (projectId: string): ReturnType<typeof adminContext> => ({ ...adminContext(projectId), isAdmin: false })

async function tapCloud(): Promise<
  TestCloud & { readonly taps: NonNullable<TestCloud['netloom']['services']['taps']> }
> {
  const cloud = await testCloud({ modules: [tapService()] })
  const { taps } = cloud.netloom.services
  if (taps === undefined) throw new Error('no taps')
  return { ...cloud, taps }
}

describe('quotas of a service', () => {
  it('have its default, can be set by an administrator, and refuse what is over (409)', async () => {
    const { netloom, taps, admin } = await tapCloud()
    const p1 = member('p1')
    expect(await netloom.quotas.get(p1, 'p1')).toMatchObject({ port: -1, tap: 2 })
    const [first] = [await taps.create(p1), await taps.create(p1)]
    await expect(taps.create(p1)).rejects.toMatchObject({ code: 'OverQuota', status: 409, resources: ['tap'] })
    expect((await netloom.quotas.details(p1, 'p1'))['tap']).toEqual({ limit: 2, used: 2, reserved: 0 })
    await taps.delete(p1, first.id)
    await taps.create(p1)
    expect(await netloom.quotas.update(admin, 'p1', { tap: 3 })).toMatchObject({ tap: 3 })
    await taps.create(p1)
    await expect(netloom.quotas.update(admin, 'p1', { taps: 3 })).rejects.toThrow("unknown field 'taps'")
    await netloom.close()
  })
})

describe('RBAC of a service', () => {
  it('lets other projects see what is shared with them, by entries of rbac_policies', async () => {
    const { netloom, taps } = await tapCloud()
    const [p1, p2] = [member('p1'), member('p2')]
    const { id } = await taps.create(p1)
    await expect(taps.get(p2, id)).rejects.toMatchObject({ code: 'TapNotFound' })
    const grant = { objectType: 'tap', objectId: id, action: 'access_as_shared', targetProject: 'p2' }
    const policy = await netloom.rbacPolicies.create(p1, grant)
    expect(await taps.get(p2, id)).toMatchObject({ id, shared: true })
    expect(await taps.list(p2)).toMatchObject([{ id }])
    await netloom.rbacPolicies.delete(p1, policy.id)
    expect(await taps.list(p2)).toEqual([])
    const external = { ...grant, action: 'access_as_external' }
    await expect(netloom.rbacPolicies.create(p1, external)).rejects.toMatchObject({ status: 400 })
    await netloom.close()
  })

  it('shows that it is shared with all, and asks the service who uses it', async () => {
    const using = tapService({
      sharedTypes: { tap: { label: 'Tap', table: 'taps', projectsUsing: () => Promise.resolve(['p3']) } },
    })
    const { netloom, admin } = await testCloud({ modules: [using] })
    const tap = await netloom.services.taps!.create(member('p1'))
    const grant = { objectType: 'tap', objectId: tap.id, action: 'access_as_shared', targetProject: '*' }
    const { id } = await netloom.rbacPolicies.create(admin, grant)
    expect(await netloom.services.taps!.get(member('p2'), tap.id)).toMatchObject({ shared: true })
    await expect(netloom.rbacPolicies.delete(admin, id)).rejects.toMatchObject({ code: 'RbacPolicyInUse' })
    await netloom.close()
  })

  it('is unknown where no such service is loaded', async () => {
    const { netloom, admin } = await testCloud()
    const grant = { objectType: 'tap', objectId: randomUUID(), action: 'access_as_shared', targetProject: '*' }
    await expect(netloom.rbacPolicies.create(admin, grant)).rejects.toThrow("'tap' is not a valid RBAC object type")
    await netloom.close()
  })
})

describe('tags of a service', () => {
  it('are those of its objects, for who may see them', async () => {
    const { netloom, taps } = await tapCloud()
    const p1 = member('p1')
    const { id } = await taps.create(p1)
    expect(await netloom.tags.add(p1, 'taps', id, ['b', 'a'])).toEqual(['a', 'b'])
    expect(await taps.get(p1, id)).toMatchObject({ tags: ['a', 'b'] })
    await expect(netloom.tags.list(member('p2'), 'taps', id)).rejects.toMatchObject({ code: 'TagResourceNotFound' })
    await netloom.close()
  })
})

describe('listeners and followers of a service', () => {
  const listening = (log: string[], fail?: Error): ServiceModule =>
    fakeService('ears', {
      start: () =>
        Promise.resolve({
          listeners: [
            {
              name: 'ears',
              createPortPrecommit: (_context: PortContext, _tx: Transaction) => {
                log.push('service creates')
                return fail === undefined ? Promise.resolve() : Promise.reject(fail)
              },
              deletePortPrecommit: () => Promise.resolve(void log.push('service deletes')),
            },
          ],
          followers: [
            {
              agentConnected: ({ host, adminStateUp }) =>
                Promise.resolve(void log.push(`connected ${host} ${adminStateUp ? 'up' : 'down'}`)),
              agentUpdating: ({ host, adminStateUp }) =>
                Promise.resolve(void log.push(`updating ${host} ${adminStateUp ? 'up' : 'down'}`)),
              agentRemoving: ({ host }) => {
                log.push(`removing ${host}`)
                return Promise.resolve(() => void log.push(`removed ${host}`))
              },
              agentDeleting: ({ host }) => Promise.resolve(void log.push(`deleting ${host}`)),
            },
          ],
        }),
    })
  const driver = (log: string[]): MechanismDriver => ({
    ...switchDriver(),
    createPortPrecommit: () => Promise.resolve(void log.push('driver creates')),
    deletePortPrecommit: () => Promise.resolve(void log.push('driver deletes')),
  })

  it('hear of ports after the drivers, of deletes before them', async () => {
    const log: string[] = []
    const { netloom, admin } = await testCloud({ drivers: [driver(log)], modules: [listening(log)] })
    const network = await netloom.networks.create(admin, { name: 'n' })
    const { id } = await netloom.ports.create(admin, { networkId: network.id })
    await netloom.ports.delete(admin, id)
    expect(log).toEqual(['driver creates', 'service creates', 'service deletes', 'driver deletes'])
    await netloom.close()
  })

  it('roll a request back when one throws', async () => {
    const { netloom, admin } = await testCloud({ modules: [listening([], new Error('no'))] })
    const network = await netloom.networks.create(admin, { name: 'n' })
    await expect(netloom.ports.create(admin, { networkId: network.id })).rejects.toMatchObject({ status: 500 })
    expect(await netloom.ports.list(admin)).toEqual([])
    await netloom.close()
  })

  it('hear of every agent that connects, is put down, and is deleted', async () => {
    const log: string[] = []
    const { netloom, hello } = await testCloud({ modules: [listening(log)] })
    const { id } = await hello('h1')
    await netloom.agents.update(id, { adminStateUp: false })
    await netloom.agents.delete(id)
    expect(log).toEqual([
      'connected h1 up',
      'updating h1 down',
      'connected h1 down',
      'removing h1',
      'deleting h1',
      'removed h1',
    ])
    await netloom.close()
  })
})

it('an extension driver of a service adds attributes to ports', async () => {
  const { netloom, admin } = await testCloud({
    modules: [
      fakeService('rack', {
        extensionDriver: {
          name: 'rack',
          aliases: [],
          attributes: { port: { rack: { post: 'allowed' } } },
          readPorts: (ports) => Promise.resolve(new Map(ports.map(({ id }) => [id, { rack: 7 }]))),
        },
      }),
    ],
  })
  const network = await netloom.networks.create(admin, { name: 'n' })
  expect(await netloom.ports.create(admin, { networkId: network.id })).toMatchObject({ rack: 7 })
  await netloom.close()
})
