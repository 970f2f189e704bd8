import { describe, expect, it } from 'vitest'
import { DHCP_AGENT_TYPE } from '@netloom/core/dhcp'
import type { Agent } from '@netloom/core'
import { testCloud, type TestCloud } from '../../../ml2/test/support/test-netloom.ts'
import { dhcp } from '../../src/index.ts'

const report = { agentType: DHCP_AGENT_TYPE, binary: 'test', configurations: {}, start: true }

describe('whether a DHCP agent is alive', () => {
  it('is not known to a controller that starts: its networks stay where they are until it has been silent', async () => {
    const first = await testCloud({ modules: [dhcp()] })
    const server = async ({ netloom }: TestCloud, host: string): Promise<Agent> =>
      (await netloom.agents.hello({ ...report, host })).agent
    const old = await server(first, 'h1')
    const { id: networkId } = await first.netloom.networks.create(first.admin, {})
    await first.netloom.subnets.create(first.admin, { networkId, cidr: '10.0.0.0/24' })
    await first.netloom.services.dhcp.idle()

    const second = await testCloud({ store: first.store, modules: [dhcp()] })
    second.clock.step(1)
    await server(second, 'h2')
    await second.netloom.services.dhcp.idle()
    expect(await second.netloom.services.dhcp.networksOf(old.id)).toEqual([networkId])
    second.clock.pass(76)
    const other = await server(second, 'h2')
    await second.netloom.services.dhcp.idle()
    expect(await second.netloom.services.dhcp.networksOf(old.id)).toEqual([])
    expect(await second.netloom.services.dhcp.networksOf(other.id)).toEqual([networkId])
    await first.netloom.close()
  })
})
