import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, type MetadataCloud, startMetadataCloud } from './metadata-cloud.ts'

const ROUTER = 'network:router_interface'

let cloud: MetadataCloud
beforeAll(async () => {
  cloud = await startMetadataCloud()
})
afterAll(() => cloud.close())

/** Rows about these objects. */
const interestsIn = async (...ids: readonly string[]): Promise<readonly string[]> =>
  (await cloud.interests()).filter((row) => ids.some((id) => row.includes(id)))

describe('what metadata agents are told', () => {
  it('is nothing of a network where nobody asks: no item, no row', async () => {
    const networkId = await cloud.network()
    await cloud.port(networkId, 'vm-1')
    await cloud.place('dhcp-network', networkId, 'plain')
    expect(await cloud.published(`metadata-network/${networkId}`)).toEqual({})
    expect(await cloud.published('metadata/plain')).toEqual({})
    expect(await interestsIn(networkId)).toEqual([])
  })

  it('is a network once its DHCP server is on the agent’s host, with all its guests and nobody else’s ports', async () => {
    const networkId = await cloud.network()
    const guest = await cloud.port(networkId, 'vm-2')
    await cloud.port(networkId, 'dhcp', 'network:dhcp')
    await cloud.port(networkId, '', '')
    await cloud.agent('h1')
    await cloud.place('dhcp-network', networkId, 'h1')
    expect(await cloud.published('metadata/h1')).toEqual({ [`network/${networkId}`]: { networkId } })
    const { macAddress, fixedIps } = await cloud.netloom.ports.get(ADMIN, guest)
    expect(await cloud.published(`metadata-network/${networkId}`)).toEqual({
      [`port/${guest}`]: {
        ...{ portId: guest, networkId, instanceId: 'vm-2', projectId: 'p1', name: 'web', macAddress },
        addresses: fixedIps.map(({ ipAddress }) => ipAddress),
      },
    })
    expect(await interestsIn(networkId)).toEqual([`network ${networkId} h1`])
    await cloud.unplace('dhcp-network', networkId, 'h1')
    expect(await cloud.published('metadata/h1')).toEqual({})
    expect(await cloud.published(`metadata-network/${networkId}`)).toEqual({})
    expect(await interestsIn(networkId)).toEqual([])
  })

  it('is a router with the networks behind it, in the order in which they come and go', async () => {
    const [red, blue, routerId] = [await cloud.network(), await cloud.network(), randomUUID()]
    const guest = await cloud.port(red, 'vm-3')
    await cloud.agent('h2')
    await cloud.place('router', routerId, 'h2')
    expect(await cloud.published('metadata/h2')).toEqual({})
    await cloud.port(red, routerId, ROUTER)
    expect(await cloud.published('metadata/h2')).toEqual({
      [`network/${red}`]: { networkId: red },
      [`router/${routerId}`]: { routerId, networkIds: [red] },
    })
    expect(Object.keys(await cloud.published(`metadata-network/${red}`))).toEqual([`port/${guest}`])
    const second = await cloud.port(blue, routerId, ROUTER)
    expect((await cloud.published('metadata/h2'))[`router/${routerId}`]).toEqual({
      ...{ routerId, networkIds: [red, blue].sort() },
    })
    await cloud.netloom.ports.delete(ADMIN, second)
    expect(await cloud.published('metadata/h2')).toEqual({
      [`network/${red}`]: { networkId: red },
      [`router/${routerId}`]: { routerId, networkIds: [red] },
    })
    expect(await interestsIn(red, blue, routerId)).toEqual([`network ${red} h2`, `router ${routerId} h2`])
  })

  it('moves with the router, and stays where a DHCP server of the network is', async () => {
    const [networkId, routerId] = [await cloud.network(), randomUUID()]
    const guest = await cloud.port(networkId, 'vm-4')
    for (const host of ['h3', 'h4']) await cloud.agent(host)
    await cloud.port(networkId, routerId, ROUTER)
    await cloud.place('dhcp-network', networkId, 'h3')
    await cloud.place('router', routerId, 'h3')
    await cloud.unplace('router', routerId, 'h3')
    await cloud.place('router', routerId, 'h4')
    expect(await cloud.published('metadata/h3')).toEqual({ [`network/${networkId}`]: { networkId } })
    expect(Object.keys(await cloud.published('metadata/h4')).sort()).toEqual(
      [`network/${networkId}`, `router/${routerId}`].sort(),
    )
    await cloud.unplace('dhcp-network', networkId, 'h3')
    expect(await cloud.published('metadata/h3')).toEqual({})
    expect(Object.keys(await cloud.published(`metadata-network/${networkId}`))).toEqual([`port/${guest}`])
  })

  it('follows a guest: new, renamed, with another device, gone', async () => {
    const networkId = await cloud.network()
    await cloud.agent('h5')
    await cloud.place('dhcp-network', networkId, 'h5')
    const topic = `metadata-network/${networkId}`
    const guest = await cloud.port(networkId, 'vm-5')
    expect((await cloud.published(topic))[`port/${guest}`]).toMatchObject({ instanceId: 'vm-5', name: 'web' })
    await cloud.netloom.ports.update(ADMIN, guest, { name: 'db', deviceId: 'vm-6' })
    expect((await cloud.published(topic))[`port/${guest}`]).toMatchObject({ instanceId: 'vm-6', name: 'db' })
    await cloud.netloom.ports.update(ADMIN, guest, { deviceId: '', deviceOwner: '' })
    expect(await cloud.published(topic)).toEqual({})
    await cloud.netloom.ports.update(ADMIN, guest, { deviceId: 'vm-7' })
    await cloud.netloom.ports.delete(ADMIN, guest)
    expect(await cloud.published(topic)).toEqual({})
  })

  it('begins for what is there already when its agent says hello, and ends with its record', async () => {
    const [networkId, routerId] = [await cloud.network(), randomUUID()]
    const guest = await cloud.port(networkId, 'vm-8')
    await cloud.port(networkId, routerId, ROUTER)
    await cloud.place('router', routerId, 'h6')
    expect(await cloud.published('metadata/h6')).toEqual({})
    const agentId = await cloud.agent('h6')
    expect(Object.keys(await cloud.published('metadata/h6')).sort()).toEqual(
      [`network/${networkId}`, `router/${routerId}`].sort(),
    )
    await cloud.agent('h6')
    expect(Object.keys(await cloud.published(`metadata-network/${networkId}`))).toEqual([`port/${guest}`])
    await cloud.netloom.agents.delete(agentId)
    expect(await cloud.published('metadata/h6')).toEqual({})
    expect(await cloud.published(`metadata-network/${networkId}`)).toEqual({})
    expect(await interestsIn(networkId, routerId)).toEqual([])
  })
})
