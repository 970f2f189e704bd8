import { describe, expect, it } from 'vitest'
import { switchDriver, TEST_AGENT, typeModule } from './support/fake-drivers.ts'
import { testCloud } from './support/test-netloom.ts'

const report = { agentType: TEST_AGENT, binary: 'test', host: 'h1', configurations: {}, start: true }

describe('an agent', () => {
  it('is new, alive, dead after the down time, revived', async () => {
    const { netloom, clock } = await testCloud()
    const first = await netloom.agents.hello(report)
    expect(first).toMatchObject({ result: 'new', agent: { host: 'h1', alive: true, adminStateUp: true } })
    clock.pass(74)
    expect((await netloom.agents.hello(report)).result).toBe('alive')
    clock.pass(74.999)
    expect((await netloom.agents.get(first.agent.id)).alive).toBe(true)
    clock.pass(0.001)
    expect((await netloom.agents.get(first.agent.id)).alive).toBe(false)
    expect((await netloom.agents.hello({ ...report, start: false })).result).toBe('revived')
    expect(await netloom.agents.list({ host: 'h1' })).toHaveLength(1)
    await netloom.close()
  })

  it('is refused when there are as many as there may be, with the remedy; those that are known are not', async () => {
    const { netloom } = await testCloud({ ml2: { maxAgents: 2 } })
    const { agent } = await netloom.agents.hello(report)
    await netloom.agents.hello({ ...report, host: 'h2' })
    await expect(netloom.agents.hello({ ...report, host: 'h3' })).rejects.toMatchObject({
      code: 'TooManyAgents',
      message: /host h3 .* 2 agents .*network agent delete/,
    })
    expect((await netloom.agents.hello(report)).result).toBe('alive')
    await netloom.agents.delete(agent.id)
    expect((await netloom.agents.hello({ ...report, host: 'h3' })).result).toBe('new')
    await netloom.close()
  })

  it('keeps the start time unless the process started again', async () => {
    const { netloom, clock } = await testCloud()
    const { agent } = await netloom.agents.hello(report)
    clock.pass(10)
    const again = await netloom.agents.hello({ ...report, start: false })
    expect(again.agent.startedAt).toBe(agent.startedAt)
    const restarted = await netloom.agents.hello(report)
    expect(restarted.agent.startedAt).not.toBe(agent.startedAt)
    expect(restarted.agent.createdAt).toBe(agent.createdAt)
    await netloom.close()
  })

  it('is written at most twice per report interval, but alive by every heartbeat; never in the change log', async () => {
    const { netloom, clock, store } = await testCloud()
    const { agent } = await netloom.agents.hello(report)
    const head = await store.log.head()
    let writes = 0
    const { transaction } = store
    store.transaction = (work) => {
      writes++
      return transaction.call(store, work) as ReturnType<typeof work>
    }
    for (let beat = 0; beat < 60; beat++) {
      clock.pass(1)
      await netloom.agents.heartbeat(agent.id)
    }
    store.transaction = transaction
    expect(writes).toBe(4)
    clock.pass(74)
    expect((await netloom.agents.get(agent.id)).alive).toBe(true)
    expect(await store.log.head()).toBe(head)
    await netloom.close()
  })

  it('can be described, put aside, deleted; unknown ones are not found', async () => {
    const { netloom } = await testCloud()
    const { agent } = await netloom.agents.hello(report)
    const changed = await netloom.agents.update(agent.id, { adminStateUp: false, description: 'rack 3' })
    expect(changed).toMatchObject({ adminStateUp: false, description: 'rack 3' })
    expect((await netloom.agents.hello(report)).agent).toMatchObject({ adminStateUp: false, description: 'rack 3' })
    await netloom.agents.delete(agent.id)
    await expect(netloom.agents.get(agent.id)).rejects.toMatchObject({ code: 'AgentNotFound', status: 404 })
    await expect(netloom.agents.heartbeat(agent.id)).rejects.toMatchObject({ code: 'AgentNotFound' })
    await netloom.close()
  })

  it('with another tunnel address has its ACTIVE ports announced again, with a new revision', async () => {
    const heard: unknown[] = []
    const cloud = await testCloud({
      drivers: [
        switchDriver({
          updatePortPrecommit: ({ current, status, originalStatus, hostAgents }) => {
            heard.push([current.id, originalStatus, status, hostAgents(TEST_AGENT)[0]?.configurations.tunnelingIp])
            return Promise.resolve()
          },
        }),
      ],
    })
    const { netloom, admin } = cloud
    const agent = await cloud.hello('h1')
    const { id: networkId } = await netloom.networks.create(admin, {})
    const up = await netloom.ports.create(admin, { networkId, host: 'h1' })
    await netloom.ports.create(admin, { networkId, host: 'h1' })
    await netloom.ports.reportWiring('h1', [{ portId: up.id, state: 'up' }])
    const { revisionNumber } = await netloom.ports.get(admin, up.id)
    heard.length = 0
    await cloud.hello('h1', { tunnelingIp: '192.0.2.9' })
    expect(heard).toEqual([[up.id, 'ACTIVE', 'ACTIVE', '192.0.2.9']])
    expect((await netloom.ports.get(admin, up.id)).revisionNumber).toBe(revisionNumber + 1)
    await netloom.agents.heartbeat(agent.id, { tunnelingIp: '192.0.2.10', tunnelTypes: ['vxlan'] })
    await netloom.agents.heartbeat(agent.id, { tunnelingIp: '192.0.2.10', tunnelTypes: ['vxlan'], devices: 3 })
    expect(heard).toHaveLength(2)
    expect(heard[1]).toEqual([up.id, 'ACTIVE', 'ACTIVE', '192.0.2.10'])
    await netloom.close()
  })

  it('with other tunnel types at the same address has its endpoints and its ACTIVE ports announced again', async () => {
    const heard: unknown[] = []
    const cloud = await testCloud({
      types: [typeModule(), typeModule('gre')],
      drivers: [
        switchDriver({
          updatePortPrecommit: ({ current, hostAgents }) => {
            heard.push([current.id, hostAgents(TEST_AGENT)[0]?.configurations.tunnelTypes])
            return Promise.resolve()
          },
        }),
      ],
    })
    const { netloom, admin } = cloud
    const endpoint = (networkType: string): object => ({ host: 'h1', vtep: '192.0.2.1', networkType })
    const told = async (): Promise<readonly unknown[]> => {
      const topics = await Promise.all(['vxlan', 'gre'].map((type) => cloud.items(`tunnels/${type}`)))
      return topics.flat().map(({ body }) => body)
    }
    const agent = await cloud.hello('h1')
    const { id: networkId } = await netloom.networks.create(admin, {})
    const { id } = await netloom.ports.create(admin, { networkId, host: 'h1' })
    await netloom.ports.reportWiring('h1', [{ portId: id, state: 'up' }])
    expect(await told()).toEqual([endpoint('vxlan')])
    heard.length = 0
    await cloud.hello('h1', { tunnelTypes: ['vxlan', 'gre'] })
    expect(await told()).toEqual([endpoint('vxlan'), endpoint('gre')])
    await cloud.hello('h1', { tunnelTypes: ['gre', 'vxlan'] })
    expect(heard).toEqual([[id, ['vxlan', 'gre']]])
    await netloom.agents.heartbeat(agent.id, { tunnelingIp: '192.0.2.1', tunnelTypes: ['gre'] })
    expect(await told()).toEqual([endpoint('gre')])
    expect(heard).toHaveLength(2)
    await netloom.close()
  })

  it('wait for an administrator where new ones are not enabled; those that are known keep what they are', async () => {
    const { netloom, admin, hello } = await testCloud({ ml2: { enableNewAgents: false } })
    const { id, adminStateUp } = await hello('h1')
    expect(adminStateUp).toBe(false)
    await netloom.agentRecords.update(admin, id, { adminStateUp: true })
    expect((await hello('h1')).adminStateUp).toBe(true)
    await netloom.close()
  })
})
