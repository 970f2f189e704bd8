import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, populatedNetwork, problemsIn } from './linux-bridge-fleet.ts'

let fleet: SimulatedFleet

beforeEach(async () => {
  fleet = await linuxBridgeFleet()
})
afterEach(() => fleet.close())

describe('links break', () => {
  it.each(['cut', 'silent'] as const)('a host that could not be reached (%s) catches up', async (how) => {
    const { networkId, ports } = await populatedNetwork(fleet)
    fleet.partition('host1', how)
    await fleet.migrate(ports[1]!.id, 'host2', 'host3')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.advance(200_000)
    expect(await problemsIn(fleet)).not.toEqual([])
    fleet.heal('host1')
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('one lost change heals with the next one', async () => {
    const { networkId } = await populatedNetwork(fleet)
    fleet.partition('host1', 'silent')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.drain()
    fleet.heal('host1')
    await fleet.boot({ networkId, host: 'host3' })
    await fleet.drain()
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('one lost change heals within a heartbeat', async () => {
    const { networkId } = await populatedNetwork(fleet)
    fleet.partition('host1', 'silent')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.drain()
    fleet.heal('host1')
    await fleet.drain()
    expect(await problemsIn(fleet)).not.toEqual([])
    await fleet.advance(31_000)
    expect(await problemsIn(fleet)).toEqual([])
  })
})
