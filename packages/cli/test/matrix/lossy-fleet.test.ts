import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { openvswitch } from '@netloom/mech-ovs'
import { openvswitchKinds, openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { RandomWorkload, startFleet, type SimulatedFleet } from '@netloom/testing'
import { vxlan } from '@netloom/type-vxlan'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { seeds } from '../../../core/test/support/repetitions.ts'

// The store measures how long it has been writing; a run must not depend on how busy this machine is.
vi.useFakeTimers({ toFake: ['performance'] })
afterAll(() => {
  vi.useRealTimers()
})

const BAD = { lose: 0.3, double: 0.3, reorder: 0.3 }
const HOSTS = 4
const DEEDS = 25
const SEEDS = seeds(501, 20, 6)

/** Every second host has Open vSwitch, or every one. */
function switchFleet(seed: number, mixed: boolean, population: boolean): Promise<SimulatedFleet> {
  const isSwitch = (name: string): boolean => !mixed || Number(name.slice(4)) % 2 === 0
  return startFleet({
    seed,
    hosts: HOSTS,
    modules: [
      vxlan({ vniRanges: [[100, 10_000]] }),
      linuxbridge(),
      openvswitch(),
      ...(population ? [l2population()] : []),
    ],
    ml2: { projectNetworkTypes: ['vxlan'] },
    faults: { feed: BAD, others: BAD },
    kinds: ({ name }) => (isSwitch(name) ? openvswitchKinds({ ovsdb: `unix:/nowhere/${name}/db.sock` }) : []),
    renderer: ({ name, vtep }) =>
      isSwitch(name)
        ? openvswitchRenderer({
            localIp: vtep,
            tunnelTypes: ['vxlan'],
            l2Population: population,
            arpResponder: population,
          })
        : linuxBridgeRenderer({ localIp: vtep, underlay: 'eth0', l2Population: population }),
  })
}

const writesIn = (fleet: SimulatedFleet): number =>
  fleet.hosts.reduce((sum, { kernel }) => sum + kernel.counters.writes, 0)

const statesIn = (fleet: SimulatedFleet): Promise<readonly (readonly string[])[]> =>
  Promise.all(fleet.hosts.map(async (host) => [...(await host.keys())].sort()))

describe.each([
  ['Open vSwitch', false, true],
  ['Open vSwitch without population', false, false],
  ['Open vSwitch beside Linux bridges', true, true],
])('%s, while messages are lost, doubled and late, and processes die', (_, mixed, population) => {
  it.each(SEEDS)('seed %i: has what an agent would build that knows nothing and is told all', async (seed) => {
    const fleet = await switchFleet(seed, mixed, population)
    const life = new RandomWorkload(fleet, seed % 2 === 0 ? 0.3 : 0.05)
    try {
      await life.live(DEEDS)
      await fleet.recover()
      fleet.faults = {}
      // New connections, which are good ones.
      for (const { name } of fleet.hosts) fleet.partition(name, 'cut')
      for (const { name } of fleet.hosts) fleet.heal(name)
      await fleet.settle()
      const [writes, states] = [writesIn(fleet), await statesIn(fleet)]
      for (const { name } of fleet.hosts) fleet.killAgent(name, Infinity)
      await fleet.start()
      await fleet.settle()
      expect([writesIn(fleet), await statesIn(fleet)], life.log.join('\n')).toEqual([writes, states])
      expect(life.oddities).toEqual([])
      expect(states.flat().length).toBeGreaterThan(0)
    } finally {
      await fleet.close()
    }
  })
})
