import { adminContext } from '@netloom/core'
import { DHCP_AGENT_TYPE, DHCP_PORT_OWNER, dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { twoControllers, type Pair } from '../../../server/test/two-controllers/controllers.ts'
import { dhcp } from '../../src/index.ts'

const admin = adminContext()
const HOSTS = ['d1', 'd2', 'd3', 'd4'] as const
let pair: Pair

beforeEach(async () => {
  pair = await twoControllers({}, [dhcp({ dhcpAgentsPerNetwork: 2 })])
})
afterEach(() => pair.close())

/** Both controllers are asked, half of it each, at the same moment. */
const atBoth = <T>(count: number, work: (controller: Pair['both'][number], n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(pair.both[n % 2 === 0 ? 0 : 1], n)))

const idle = (): Promise<unknown> => Promise.all(pair.both.map(({ netloom }) => netloom.services.dhcp.idle()))

const hello = ({ netloom }: Pair['both'][number], host: string): Promise<unknown> =>
  netloom.agents.hello({ agentType: DHCP_AGENT_TYPE, binary: 'test', host, configurations: {}, start: true })

/** What both controllers together have made of a network, from the rows and from the feed. */
async function serversOf(networkId: string): Promise<{ rows: number; ports: number; given: number; told: number }> {
  const [{ netloom, store }] = pair.both
  const ports = await netloom.ports.list(admin, { networkId, deviceOwner: DHCP_PORT_OWNER })
  const topics = await Promise.all(HOSTS.map(async (host) => (await store.log.snapshot(dhcpTopic(host))).items))
  const { items } = await store.log.snapshot(dhcpNetworkTopic(networkId))
  return {
    rows: (await netloom.services.dhcp.agentsOf(networkId)).length,
    ports: new Set(ports.map(({ deviceId }) => deviceId)).size,
    given: topics.filter((given) => given.some(({ key }) => key === `network/${networkId}`)).length,
    told: items.filter(({ key }) => key.startsWith('port/')).length,
  }
}

describe('two controllers on one PostgreSQL', () => {
  it('never give a network more DHCP agents than it should have, nor a server two ports', async () => {
    const [{ netloom }] = pair.both
    const ids = (await atBoth(6, (one) => one.netloom.networks.create(admin, {}))).map(({ id }) => id)
    await atBoth(6, (one, n) => one.netloom.subnets.create(admin, { networkId: ids[n] ?? '', cidr: '10.0.0.0/24' }))
    // Every hello makes a controller look at every network.
    await atBoth(16, (one, n) => hello(one, HOSTS[n % 4] ?? ''))
    await idle()
    for (const id of ids) expect(await serversOf(id)).toEqual({ rows: 2, ports: 2, given: 2, told: 2 })
    const loads = await Promise.all(
      (await netloom.agents.list()).map(async ({ id }) => (await netloom.services.dhcp.networksOf(id)).length),
    )
    expect(loads.reduce((sum, load) => sum + load, 0)).toBe(12)
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2)
  })
})
