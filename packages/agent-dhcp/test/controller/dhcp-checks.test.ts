import { adminContext } from '@netloom/core'
import { DHCP_AGENT_TYPE } from '@netloom/core/dhcp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readStore, storeProblems, type SimulatedFleet, type StoreRows } from '@netloom/testing'
import { linuxBridgeFleet, populatedNetwork } from '../../../testing/test/simulator/linux-bridge-fleet.ts'
import { dhcp } from '../../src/index.ts'

let fleet: SimulatedFleet
let rows: StoreRows

beforeAll(async () => {
  fleet = await linuxBridgeFleet({}, [dhcp()])
  await populatedNetwork(fleet)
  const { netloom, store } = fleet.controller
  const agent = { agentType: DHCP_AGENT_TYPE, binary: 'test', host: 'host1', configurations: {}, start: true }
  await netloom.agents.hello(agent)
  await netloom.services.dhcp.idle()
  const [network] = await netloom.networks.list(adminContext())
  await netloom.ports.create(adminContext(), {
    networkId: network?.id ?? '',
    host: 'nowhere',
    deviceOwner: 'compute:x',
  })
  rows = await readStore(store)
})
afterAll(() => fleet.close())

it('finds nothing where DHCP servers are told what they must know', () => {
  expect(rows.agent_assignments.length).toBeGreaterThan(0)
  expect(rows.provisioning_blocks.map(({ entity }) => entity)).toContain('DHCP')
  expect(storeProblems(rows)).toEqual([])
})

it('sees servers that nobody assigned, and each item that is missing', () => {
  expect(storeProblems({ ...rows, agent_assignments: [] })).not.toEqual([])
  const told = rows.feed_items.filter(({ topic }) => topic.startsWith('dhcp'))
  expect(told.length).toBeGreaterThan(3)
  for (const item of told) {
    const feed_items = rows.feed_items.filter((one) => one !== item)
    expect(storeProblems({ ...rows, feed_items })).toEqual([`the feed lacks ${item.topic} ${item.item_key}`])
  }
})
