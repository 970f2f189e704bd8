import { afterAll, describe, expect, it, vi } from 'vitest'
import type { SimulatedFleet } from '../../src/index.ts'
import { seeds } from '../../../core/test/support/repetitions.ts'
import { linuxBridgeFleet, populatedNetwork, problemsIn, writesIn } from './linux-bridge-fleet.ts'

// The store measures how long it has been writing; a run must not depend on how busy this machine is.
vi.useFakeTimers({ toFake: ['performance'] })
afterAll(() => {
  vi.useRealTimers()
})

const RESPONDERS = ['auto', 'proxy', 'suppress'] as const
const BAD = { lose: 0.3, double: 0.3, reorder: 0.3 }

/** Processes die and come back, links break and heal; nobody asks for anything. */
async function disturb(fleet: SimulatedFleet): Promise<string> {
  const draw = (below: number): number => Math.floor(fleet.random() * below)
  const host = fleet.hosts[draw(fleet.hosts.length)]!
  const deeds: readonly (() => string)[] = [
    () => {
      const lost = draw(2) === 0 ? Infinity : draw(4)
      fleet.killAgent(host.name, lost)
      return `kill the agent of ${host.name}, and ${String(lost)} records of its journal`
    },
    () => {
      host.start()
      return `start the agent of ${host.name}`
    },
    () => {
      fleet.controller.kill()
      return 'kill the controller'
    },
    () => {
      void fleet.controller.start()
      return 'start the controller'
    },
    () => {
      fleet.partition(host.name, draw(2) === 0 ? 'cut' : 'silent')
      return `${host.name} cannot be reached`
    },
    () => {
      fleet.heal(host.name)
      return `${host.name} can be reached`
    },
  ]
  const deed = deeds[draw(deeds.length)]!()
  await fleet.advance([0, 5, 500, 5_000, 40_000, 100_000][draw(6)]!)
  return `${String(fleet.clock.now())} ${deed}`
}

describe('whatever dies, the tables of hosts are not touched', () => {
  it.each(seeds(301, 40, 12))('seed %i', async (seed) => {
    const fleet = await linuxBridgeFleet({ seed, hosts: 3, arpResponder: RESPONDERS[seed % 3] ?? 'auto' })
    await populatedNetwork(fleet)
    await populatedNetwork(fleet)
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
    const before = writesIn(fleet)
    fleet.faults = { feed: BAD, others: BAD }
    const log: string[] = []
    try {
      for (let count = 0; count < 15; count += 1) {
        log.push(await disturb(fleet))
        expect(writesIn(fleet), `SEED=${String(seed)}\n${log.join('\n')}`).toBe(before)
      }
      await fleet.recover()
      await fleet.advance(300_000)
      expect(writesIn(fleet), `SEED=${String(seed)}\n${log.join('\n')}`).toBe(before)
      expect(await problemsIn(fleet)).toEqual([])
    } finally {
      await fleet.close()
    }
  })
})
