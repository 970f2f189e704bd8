import { describe, expect, it } from 'vitest'
import type { Agent } from '@netloom/core'
import { TEST_AGENT } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const report = { agentType: TEST_AGENT, binary: 'test', host: 'h1', configurations: {}, start: true }
const isAlive = async ({ netloom }: TestCloud, { id }: Agent): Promise<boolean> => (await netloom.agents.get(id)).alive

describe('whether an agent is alive', () => {
  it.each([1, -3, 24 * 365])('does not depend on the time of day, which steps by %d h', async (hours) => {
    const cloud = await testCloud()
    const { agent } = await cloud.netloom.agents.hello(report)
    cloud.clock.step(hours)
    expect(await isAlive(cloud, agent)).toBe(true)
    cloud.clock.pass(30)
    await cloud.netloom.agents.heartbeat(agent.id)
    cloud.clock.step(-2 * hours)
    cloud.clock.pass(74.9)
    expect(await isAlive(cloud, agent)).toBe(true)
    cloud.clock.pass(0.1)
    expect(await isAlive(cloud, agent)).toBe(false)
    await cloud.netloom.close()
  })

  it.each([1, -3])('is judged by changes of its row where another controller hears it, %d h away', async (hours) => {
    const near = await testCloud()
    const { agent } = await near.netloom.agents.hello(report)
    const far = await testCloud({ store: near.store })
    far.clock.step(hours)
    for (let beat = 0; beat < 5; beat += 1) {
      near.clock.pass(30)
      far.clock.pass(30)
      await near.netloom.agents.heartbeat(agent.id)
      expect(await isAlive(far, agent)).toBe(true)
    }
    far.clock.pass(74.9)
    expect(await isAlive(far, agent)).toBe(true)
    far.clock.pass(0.1)
    expect(await isAlive(far, agent)).toBe(false)
    await near.netloom.agents.heartbeat(agent.id)
    near.clock.pass(30)
    await near.netloom.agents.heartbeat(agent.id)
    expect(await isAlive(far, agent)).toBe(true)
    await near.netloom.close()
  })
})
