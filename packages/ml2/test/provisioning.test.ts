import { describe, expect, it } from 'vitest'
import type { Port } from '@netloom/core'
import { switchDriver } from './support/fake-drivers.ts'
import { testCloud, type TestCloud, type TestCloudOptions } from './support/test-netloom.ts'

interface Scene {
  readonly cloud: TestCloud
  create(more?: object): Promise<Port>
  status(port: Port): Promise<string>
  blocks(): Promise<readonly string[]>
}

async function scene(options: TestCloudOptions = {}): Promise<Scene> {
  const cloud = await testCloud(options)
  await cloud.hello('h1')
  const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
  await cloud.netloom.subnets.create(cloud.admin, { networkId, cidr: '10.0.0.0/16' })
  return {
    cloud,
    create: (more = {}) =>
      cloud.netloom.ports.create(cloud.admin, { networkId, host: 'h1', deviceOwner: 'compute:nova', ...more }),
    status: async ({ id }) => (await cloud.netloom.ports.get(cloud.admin, id)).status,
    blocks: async () =>
      (await cloud.store.db.selectFrom('provisioning_blocks').selectAll().execute()).map(
        (row) => `${row.object_id} ${row.entity}`,
      ),
  }
}

describe('a port on its way to ACTIVE', () => {
  it('waits for the switch; building, up, down and again', async () => {
    const { cloud, create, status, blocks } = await scene()
    const { ports } = cloud.netloom
    const port = await create()
    expect(await blocks()).toEqual([`${port.id} L2`])
    await ports.reportWiring('h1', [{ portId: port.id, state: 'building' }])
    expect(await status(port)).toBe('BUILD')
    await ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(await status(port)).toBe('ACTIVE')
    expect(await blocks()).toEqual([])
    await ports.reportWiring('h1', [{ portId: port.id, state: 'down' }])
    expect(await status(port)).toBe('DOWN')
    expect(await blocks()).toEqual([`${port.id} L2`])
    await cloud.netloom.close()
  })

  it('a repeated report writes nothing; the last word of a batch counts', async () => {
    const { cloud, create, status } = await scene()
    const { ports } = cloud.netloom
    const port = await create()
    await ports.reportWiring('h1', [
      { portId: port.id, state: 'down' },
      { portId: port.id, state: 'building' },
      { portId: port.id, state: 'up' },
    ])
    expect(await status(port)).toBe('ACTIVE')
    const { revisionNumber } = await ports.get(cloud.admin, port.id)
    await ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect((await ports.get(cloud.admin, port.id)).revisionNumber).toBe(revisionNumber)
    await cloud.netloom.close()
  })

  it('ignores unknown ports and ports of other hosts', async () => {
    const { cloud, create, status } = await scene()
    const port = await create()
    await cloud.netloom.ports.reportWiring('h2', [
      { portId: port.id, state: 'up' },
      { portId: 'nobody', state: 'up' },
    ])
    expect(await status(port)).toBe('DOWN')
    await cloud.netloom.close()
  })

  it('put down by its owner is DOWN and never ACTIVE; put up again it is ACTIVE if still wired', async () => {
    const { cloud, create, status } = await scene()
    const { ports } = cloud.netloom
    const port = await create({ adminStateUp: false })
    await ports.reportWiring('h1', [{ portId: port.id, state: 'building' }])
    expect(await status(port)).toBe('DOWN')
    await ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(await status(port)).toBe('DOWN')
    expect((await ports.update(cloud.admin, port.id, { adminStateUp: true })).status).toBe('ACTIVE')
    expect((await ports.update(cloud.admin, port.id, { adminStateUp: false })).status).toBe('DOWN')
    await ports.reportWiring('h1', [{ portId: port.id, state: 'down' }])
    expect((await ports.update(cloud.admin, port.id, { adminStateUp: true })).status).toBe('DOWN')
    await cloud.netloom.close()
  })

  it.each(['', 'network:dhcp', 'network:router_interface', 'network:router_gateway', 'network:router_ha_interface'])(
    'of owner %j gets no block and follows the reports all the same',
    async (deviceOwner) => {
      const { cloud, create, status, blocks } = await scene()
      const port = await create({ deviceOwner })
      expect(await blocks()).toEqual([])
      await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
      expect(await status(port)).toBe('ACTIVE')
      await cloud.netloom.close()
    },
  )

  it('waits for every entity', async () => {
    const { cloud, create, status } = await scene()
    const port = await create()
    await cloud.store.transaction((tx) =>
      tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'port', object_id: port.id, entity: 'DHCP' })
        .execute(),
    )
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(await status(port)).toBe('DOWN')
    await cloud.netloom.close()
  })

  it('becomes ACTIVE in the transaction in which the drivers hear of it, with the status before', async () => {
    const seen: unknown[] = []
    const { cloud, create } = await scene({
      drivers: [
        switchDriver({
          updatePortPrecommit: async (
            { originalStatus, status, current, host, bottomBoundSegment, hostAgents },
            tx,
          ) => {
            const row = await tx.db.selectFrom('ports').select('status').where('id', '=', current.id).executeTakeFirst()
            seen.push([originalStatus, status, row?.status, host, bottomBoundSegment?.networkType, hostAgents().length])
          },
        }),
      ],
    })
    const port = await create()
    seen.length = 0
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(seen).toEqual([['DOWN', 'ACTIVE', 'ACTIVE', 'h1', 'vxlan', 1]])
    await cloud.netloom.close()
  })

  it('all that is wired: what is missing goes DOWN, what was missed comes ACTIVE', async () => {
    const { cloud, create, status } = await scene()
    const { ports } = cloud.netloom
    const [kept, lost, missed] = [await create(), await create(), await create()]
    await ports.reportWiring(
      'h1',
      [kept, lost].map(({ id }) => ({ portId: id, state: 'up' as const })),
    )
    await ports.reportAllWired('h1', [kept.id, missed.id, 'foreign'])
    expect([await status(kept), await status(lost), await status(missed)]).toEqual(['ACTIVE', 'DOWN', 'ACTIVE'])
    await cloud.netloom.close()
  })

  it('costs a batch of ports one transaction and no statement per port', async () => {
    const { cloud, create } = await scene()
    const statements = async (count: number): Promise<number> => {
      const ids: string[] = []
      for (let made = 0; made < count; made++) ids.push((await create()).id)
      let used = 0
      let transactions = 0
      const { transaction } = cloud.store
      cloud.store.transaction = (work) => {
        transactions++
        return transaction.call(cloud.store, (tx) => {
          const db = tx.db.withPlugin({
            transformQuery: ({ node }) => {
              used++
              return node
            },
            transformResult: ({ result }) => Promise.resolve(result),
          })
          return work({ db, publish: (writes) => tx.publish(writes) })
        }) as ReturnType<typeof work>
      }
      await cloud.netloom.ports.reportWiring(
        'h1',
        ids.map((portId) => ({ portId, state: 'up' })),
      )
      cloud.store.transaction = transaction
      expect(transactions).toBe(1)
      return used
    }
    expect(await statements(40)).toBe(await statements(1))
    await cloud.netloom.close()
  })
})
