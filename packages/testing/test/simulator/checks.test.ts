import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  hostTable,
  problemsOf,
  readStore,
  storeProblems,
  unreachablePairs,
  type CloudState,
  type SimulatedFleet,
  type StoreRows,
} from '../../src/index.ts'
import { linuxBridgeFleet, populatedNetwork } from './linux-bridge-fleet.ts'

let fleet: SimulatedFleet
let cloud: CloudState
let rows: StoreRows

beforeAll(async () => {
  fleet = await linuxBridgeFleet()
  await populatedNetwork(fleet)
  cloud = await fleet.observe()
  rows = await readStore(fleet.controller.store)
})
afterAll(() => fleet.close())

/** The cloud, with other states on host1. */
function with1(
  change: (states: CloudState['hosts'][number]['states']) => CloudState['hosts'][number]['states'],
): CloudState {
  const [first, ...others] = cloud.hosts
  return { ...cloud, hosts: [{ ...first!, states: change(first!.states) }, ...others] }
}

describe('checks of a cloud', () => {
  it('find nothing where all is right', () => {
    expect(problemsOf(cloud)).toEqual([])
    expect(storeProblems(rows)).toEqual([])
    expect(hostTable(cloud.hosts[0]!.states).length).toBe(9)
  })

  it('see each row that is missing, and each pair it cuts', () => {
    const cuts: Record<string, number> = {}
    for (const [index, state] of cloud.hosts[0]!.states.entries()) {
      const broken = with1((states) => states.filter((_, at) => at !== index))
      const [row] = hostTable([state])
      expect(problemsOf(broken)).toContain(`host1 lacks: ${String(row)}`)
      cuts[state.kind] = unreachablePairs(broken).length
    }
    // Without its fdb entry a frame is flooded, and arrives all the same; a flood entry is not needed for known MACs.
    expect(cuts).toEqual({ bridge: 0, vxlan: 4, 'bridge-port': 4, fdb: 0, flood: 0, neighbour: 1 })
  })

  it('see each row that is too much, and a MAC behind the wrong VTEP', () => {
    const fdb = cloud.hosts[0]!.states.find(({ kind }) => kind === 'fdb')!
    const stale = with1((states) => [...states, { ...fdb, mac: 'fa:16:3e:00:00:99' } as typeof fdb])
    expect(problemsOf(stale)).toEqual([expect.stringMatching('^host1 has: fdb .*fa:16:3e:00:00:99')])
    const wrong = with1((states) =>
      states.map((state) => (state === fdb ? ({ ...fdb, dst: '192.0.2.99' } as typeof fdb) : state)),
    )
    expect(problemsOf(wrong).length).toBe(3)
    expect(unreachablePairs(wrong)).toEqual([expect.stringMatching('frames go to 192.0.2.99, not to 192.0.2.[23]$')])
  })

  it('see wrong statuses, lost bindings and lost links of others', () => {
    const [port, ...ports] = cloud.ports
    const down = { ...cloud, ports: [{ ...port!, status: 'DOWN' as const }, ...ports] }
    expect(problemsOf(down)).toContainEqual(expect.stringMatching('is DOWN, should be ACTIVE$'))
    const unbound = { ...cloud, ports: [{ ...port!, binding: { ...port!.binding, vifType: 'unbound' } }, ...ports] }
    expect(problemsOf(unbound)).toContainEqual(expect.stringMatching('and is unbound$'))
    const [first, ...hosts] = cloud.hosts
    const bare = {
      ...cloud,
      hosts: [{ ...first!, links: new Set([...first!.links].filter((link) => link !== 'eth0')) }, ...hosts],
    }
    expect(problemsOf(bare)).toEqual(['host1 has lost eth0, which is not ours'])
  })
})

describe('checks of a store', () => {
  const gone = (table: keyof StoreRows): StoreRows => ({ ...rows, [table]: rows[table].slice(1) })

  it.each(['ports', 'port_bindings', 'segment_allocations', 'feed_items', 'networks'] as const)(
    'see a missing row of %s',
    (table) => {
      expect(storeProblems(gone(table))).not.toEqual([])
    },
  )

  it('see what waits for nothing', () => {
    const [{ id }] = rows.ports as [StoreRows['ports'][number]]
    expect(storeProblems({ ...rows, provisioning_blocks: [{ object_id: id, entity: 'L2' }] })).toEqual([
      `port ${id} waits to be provisioned, and is ACTIVE`,
    ])
  })
})
