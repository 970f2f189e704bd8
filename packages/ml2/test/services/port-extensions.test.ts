import type { Port, PortCreation, ServiceModule, StartedService } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { fakeService } from '../support/fake-service.ts'
import { testCloud, type TestCloud } from '../support/test-netloom.ts'

interface Asked {
  readonly ids: readonly string[]
}

/** Says of each port what its name is, and of those without a name nothing. */
function namingService(name: string, asked: Asked[] = [], more: Partial<StartedService> = {}): ServiceModule {
  return fakeService(name, {
    start: () =>
      Promise.resolve({
        portExtensions: (ports) => {
          asked.push({ ids: ports.map(({ id }) => id) })
          const named = ports.filter((port) => port.name !== '')
          return Promise.resolve(new Map(named.map((port) => [port.id, { name: port.name }])))
        },
        ...more,
      }),
  })
}

async function boundPorts(cloud: TestCloud, names: readonly string[]): Promise<readonly Port[]> {
  await cloud.hello('h1')
  const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
  const requests = names.map((name) => ({ networkId, name, host: 'h1' }))
  return cloud.netloom.ports.createMany(cloud.admin, requests)
}
const bodies = async (cloud: TestCloud): Promise<readonly unknown[]> =>
  (await cloud.items('host/h1')).map(({ body }) => body)

describe('what services say of ports to agents', () => {
  it('stands in the items under their names, and leaves those alone of which nothing is said', async () => {
    const cloud = await testCloud({ modules: [namingService('names'), namingService('others')] })
    await boundPorts(cloud, ['a', ''])
    const found = (await bodies(cloud)) as readonly { readonly extensions?: unknown }[]
    expect(found.map(({ extensions }) => extensions)).toEqual(
      expect.arrayContaining([{ names: { name: 'a' }, others: { name: 'a' } }, undefined]),
    )
    expect(found.filter((body) => 'extensions' in body)).toHaveLength(1)
    await cloud.netloom.close()
  })

  it('is asked once for all ports of a request', async () => {
    const asked: Asked[] = []
    const cloud = await testCloud({ modules: [namingService('names', asked)] })
    const ports = await boundPorts(cloud, ['a', 'b', 'c'])
    expect(asked.filter(({ ids }) => ids.length > 0)).toEqual([{ ids: expect.any(Array) as unknown }])
    expect(new Set(asked.flatMap(({ ids }) => ids))).toEqual(new Set(ports.map(({ id }) => id)))
    await cloud.netloom.close()
  })

  it('publishes a port of which nothing else changed, and not one of which nothing did', async () => {
    const cloud = await testCloud({ modules: [namingService('names')] })
    const [port] = await boundPorts(cloud, ['a'])
    const id = port?.id ?? ''
    const changes = async (): Promise<number> => {
      const rev = await cloud.store.log.head()
      return (await cloud.store.log.read(0, 1_000, 'host/h1')).filter((change) => change.rev <= rev).length
    }
    const before = await changes()
    await cloud.netloom.ports.update(cloud.admin, id, { description: 'nothing that hosts hear of' })
    expect(await changes()).toBe(before)
    await cloud.netloom.ports.update(cloud.admin, id, { name: 'b' })
    expect(await changes()).toBe(before + 1)
    expect(await bodies(cloud)).toMatchObject([{ extensions: { names: { name: 'b' } } }])
    await cloud.netloom.close()
  })

  it('rolls the change back when it cannot be asked', async () => {
    const cloud = await testCloud({
      modules: [
        fakeService('broken', {
          start: () => Promise.resolve({ portExtensions: () => Promise.resolve([] as never) }),
        }),
      ],
    })
    const [port] = await boundPorts(cloud, ['a'])
    expect(port?.binding.vifType).toBe('binding_failed')
    expect(cloud.logger.lines.join('\n')).toContain('driver returned what its contract does not allow')
    await cloud.netloom.close()
  })
})

describe('an extension driver of a service', () => {
  it('gets hooks from its start, of each controller its own, and all ports of a request at once', async () => {
    const seen: string[] = []
    const module = fakeService('colours', {
      extensionDriver: { name: 'colours', aliases: [], attributes: { port: { colour: { post: 'allowed' } } } },
      start: ({ options }) =>
        Promise.resolve({
          extensionHooks: {
            processCreatePorts: (creations: readonly PortCreation[], _tx, { projectId }) => {
              const colours = creations.map(({ request }) => String(request['colour']))
              seen.push(`${String(options.maxDnsNameservers)} ${projectId} ${colours.join()}`)
              return Promise.resolve()
            },
          },
        }),
    })
    for (const maxDnsNameservers of [3, 4]) {
      const cloud = await testCloud({ modules: [module], ml2: { maxDnsNameservers } })
      const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
      const requests = ['red', 'blue'].map((colour) => ({ networkId, colour }))
      await cloud.netloom.ports.createMany(cloud.admin, requests)
      await cloud.netloom.close()
    }
    expect(seen).toEqual(['3 p1 red,blue', '4 p1 red,blue'])
  })
})
