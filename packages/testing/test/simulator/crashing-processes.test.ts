import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostTable, type SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, networkIn, populatedNetwork, problemsIn, statusOf, writesIn } from './linux-bridge-fleet.ts'

let fleet: SimulatedFleet

beforeEach(async () => {
  fleet = await linuxBridgeFleet()
})
afterEach(() => fleet.close())

const rowsOf = async (host: string): Promise<readonly string[]> => hostTable(await fleet.host(host).kernel.read())

describe('processes die', () => {
  it('an agent that starts on a host where all is right writes nothing', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    for (const { name } of fleet.hosts) fleet.killAgent(name)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('nor when its journal was lost, nor when the controller starts again, too', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    fleet.controller.kill()
    for (const { name } of fleet.hosts) fleet.killAgent(name, Infinity)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('an agent that lost its journal sweeps what nobody asks for any more, at once', async () => {
    const { ports } = await populatedNetwork(fleet)
    fleet.killAgent('host1', Infinity)
    await fleet.netloom.ports.delete(fleet.admin, ports[0]!.id)
    await fleet.drain()
    expect((await rowsOf('host1')).length).toBe(9)
    await fleet.start()
    await fleet.advance(1_000)
    expect(await rowsOf('host1')).toEqual([])
  })

  it('a port that could not be wired, and is unplugged while the agent is dead, is DOWN', async () => {
    await fleet.close()
    fleet = await linuxBridgeFleet({ hostFaults: { fail: 1 } })
    const port = await fleet.boot({ networkId: await networkIn(fleet), host: 'host1' })
    await fleet.drain()
    expect(await statusOf(fleet, port)).toBe('BUILD')
    fleet.killAgent('host1')
    fleet.unplug(port.id, 'host1')
    await fleet.start()
    await fleet.advance(1_000)
    expect(await statusOf(fleet, port)).toBe('DOWN')
  })

  it('an agent that was away does what was asked meanwhile', async () => {
    const { networkId, ports } = await populatedNetwork(fleet)
    fleet.killAgent('host1')
    await fleet.migrate(ports[1]!.id, 'host2', 'host3')
    const late = await fleet.boot({ networkId, host: 'host1' })
    await fleet.netloom.ports.delete(fleet.admin, ports[0]!.id)
    await fleet.advance(5_000)
    expect(await statusOf(fleet, late)).toBe('DOWN')
    await fleet.start()
    await fleet.advance(5_000)
    expect(await statusOf(fleet, late)).toBe('ACTIVE')
    expect(await problemsIn(fleet)).toEqual([])
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('an agent that dies after %i steps goes on from there', async (steps) => {
    const { networkId } = await populatedNetwork(fleet)
    const other = await networkIn(fleet)
    for (const host of ['host2', 'host3']) await fleet.boot({ networkId: other, host })
    await fleet.drain()
    fleet.host('host1').crashAfterSteps(steps)
    await fleet.boot({ networkId: other, host: 'host1' })
    await fleet.boot({ networkId, host: 'host1' })
    await fleet.drain()
    expect(fleet.host('host1').up).toBe(false)
    await fleet.start()
    await fleet.advance(5_000)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it.each(
    [1, 2, 3, 4].flatMap((transactions) => [
      { transactions, committed: false },
      { transactions, committed: true },
    ]),
  )(
    'a controller that dies at transaction $transactions (committed: $committed) of a boot and a move',
    async (point) => {
      const { networkId, ports } = await populatedNetwork(fleet)
      fleet.controller.crashAt(point)
      await Promise.allSettled([
        fleet.boot({ networkId, host: 'host1' }),
        fleet.migrate(ports[1]!.id, 'host2', 'host3'),
      ])
      await fleet.drain()
      await fleet.recover()
      await fleet.settle()
      expect(await problemsIn(fleet)).toEqual([])
    },
  )

  it('a dead controller changes nothing on hosts', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    fleet.controller.kill()
    await fleet.advance(3_600_000)
    expect(writesIn(fleet)).toBe(before)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a host that reboots builds its networks from the journal, while the controller is away', async () => {
    const { ports } = await populatedNetwork(fleet)
    const before = await rowsOf('host1')
    fleet.controller.kill()
    fleet.host('host1').reboot()
    fleet.host('host1').start()
    await fleet.advance(5_000)
    fleet.plug(ports[0]!.id, 'host1')
    await fleet.drain()
    expect((await rowsOf('host1')).toSorted()).toEqual(before.toSorted())
    await fleet.start()
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
  })
})
