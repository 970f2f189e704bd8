import type { Ml2Options } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../support/test-store.ts'
import { probeController, Probes, type ProbeController } from './probes.ts'

let store: Store
let open: ProbeController[] = []
beforeEach(async () => {
  store = await testStore()
  await store.initialize()
})
afterEach(async () => {
  await Promise.all(open.map(({ scheduler }) => scheduler.close()))
  open = []
  await store.close()
})

function controller(probes = new Probes(), ml2: Partial<Ml2Options> = {}): ProbeController {
  const made = probeController(store, probes, ml2)
  open.push(made)
  return made
}

const hostsOf = async (one: ProbeController, ids: readonly string[]): Promise<readonly string[]> =>
  (await Promise.all(ids.map((id) => one.hosts(id)))).map((hosts) => hosts.join(' '))

describe('an object that is due', () => {
  it('gets as many agents as it asks for, the least loaded first, each with an index of its own', async () => {
    const one = controller()
    for (const host of ['h1', 'h2', 'h3']) await one.hello(host)
    await one.probe('a', { agents: 2 })
    await one.probe('b', { agents: 2 })
    expect(await hostsOf(one, ['a', 'b'])).toEqual(['h1 h2', 'h3 h1'])
    const indexes = (await one.schedule.assignments(store.db, ['a'])).map(({ index }) => index)
    expect(indexes).toEqual([1, 2])
    expect([await one.told('h1'), await one.told('h2'), await one.told('h3')]).toEqual([['a', 'b'], ['a'], ['b']])
    expect(one.probes.events).toEqual(['a on h1 h2', 'b on h3 h1'])
  })

  it('waits for the first agent, and for more when there are too few', async () => {
    const one = controller()
    await one.probe('a', { agents: 2 })
    expect(await one.hosts('a')).toEqual([])
    await one.hello('h1')
    expect(await one.hosts('a')).toEqual(['h1'])
    await one.hello('h2')
    expect(await one.hosts('a')).toEqual(['h1', 'h2'])
  })

  it('keeps its agents when it asks for fewer or none', async () => {
    const one = controller()
    await one.hello('h1')
    await one.hello('h2')
    await one.probe('a', { agents: 2 })
    await one.probe('a', { agents: 0 })
    expect(await one.hosts('a')).toEqual(['h1', 'h2'])
  })

  it('is given only to agents of its type that accept it, by load otherwise', async () => {
    const one = controller()
    await one.hello('h0', { type: 'Other agent' })
    for (const host of ['h1', 'h2', 'h3']) await one.hello(host)
    await one.probe('a', { agents: 3, accepts: ({ host }) => host !== 'h1' })
    expect(await one.hosts('a')).toEqual(['h2', 'h3'])
  })

  it('goes by the loads that its service counts', async () => {
    const probes = new Probes()
    const one = controller(Object.assign(probes, { loads: () => Promise.resolve(new Map([['Probe agent h1', 5]])) }))
    await one.hello('h1')
    await one.hello('h2')
    for (const id of ['a', 'b', 'c']) await one.probe(id)
    expect(await hostsOf(one, ['a', 'b', 'c'])).toEqual(['h2', 'h2', 'h2'])
  })

  it('ignores the load when it is placed by chance', async () => {
    const one = controller(new Probes({ placement: 'chance' }))
    const { id } = await one.hello('h1')
    const first = Array.from({ length: 20 }, (_, n) => `a${String(n)}`)
    for (const probe of first) await one.probe(probe)
    await one.hello('h2')
    for (const probe of first) await one.probe(`b${probe}`)
    // By load all of the second lot would be h2's; by chance that happens once in a million runs.
    expect((await one.schedule.objectsOf(store.db, id)).length).toBeGreaterThan(20)
  })

  it('is tried again five seconds after its service failed, and the log names kind and object', async () => {
    const one = controller()
    await one.hello('h1')
    one.probes.failure = new Error('no address left')
    await one.probe('a')
    expect(one.logger.lines).toEqual(['error scheduling onto agents failed; trying again'])
    expect(one.probes.events).toEqual([])
    one.clock.pass(5)
    await one.schedule.idle()
    expect(one.probes.events).toEqual(['a on h1'])
    expect(await one.hosts('a')).toEqual(['h1'])
  })

  it('that is gone gets nobody', async () => {
    const one = controller()
    await one.hello('h1')
    one.schedule.due('gone')
    await one.schedule.idle()
    expect(await one.hosts('gone')).toEqual([])
    expect(one.probes.events).toEqual([])
  })
})

describe('availability zones', () => {
  const zoned = async (ml2: Partial<Ml2Options> = {}): Promise<ProbeController> => {
    const one = controller(new Probes({ zonesOf: 'network' }), ml2)
    for (const [host, zone] of [
      ['h1', 'attic'],
      ['h2', 'attic'],
      ['h3', 'cellar'],
      ['h4', 'shed'],
    ] as const)
      await one.hello(host, { zone })
    return one
  }

  it('that an object names are the only ones, and its agents spread over them', async () => {
    const one = await zoned()
    await one.probe('a', { agents: 2, zones: ['attic', 'cellar'] })
    await one.probe('b', { agents: 4, zones: ['attic', 'cellar'] })
    expect([...(await one.hosts('a'))].sort()).toEqual(['h1', 'h3'])
    expect([...(await one.hosts('b'))].sort()).toEqual(['h1', 'h2', 'h3'])
  })

  it('are the default ones where it names none, and any where there are no defaults', async () => {
    const one = await zoned({ defaultAvailabilityZones: ['shed'] })
    await one.probe('a', { agents: 3 })
    expect(await one.hosts('a')).toEqual(['h4'])
    const other = controller(new Probes({ zonesOf: 'network' }))
    await other.probe('b', { agents: 4 })
    expect(await other.hosts('b')).toHaveLength(4)
  })

  it('do not matter to a kind whose agents have none', async () => {
    const one = controller(new Probes(), { defaultAvailabilityZones: ['shed'] })
    await one.hello('h1')
    await one.probe('a', { zones: ['attic'] })
    expect(await one.hosts('a')).toEqual(['h1'])
  })

  it('are those of the resource that the kind says', () => {
    const one = controller(new Probes({ zonesOf: 'network' }))
    expect(one.scheduler.kindsZonedBy('network')).toEqual(['probe'])
    expect(one.scheduler.zonedAgents.get('Probe agent')).toBe('network')
    expect(controller().scheduler.kindsZonedBy('network')).toEqual([])
  })
})

describe('an administrator', () => {
  it('gives an object to an agent beyond what it asks for, takes it away, and it is not given back before it is due', async () => {
    const one = controller()
    const first = await one.hello('h1')
    const second = await one.hello('h2')
    await one.probe('a')
    await expect(
      one.schedule.assign('a', [second], (_, [had]) =>
        Promise.reject(new Error(`${had?.agent.host ?? 'nobody'} has it`)),
      ),
    ).rejects.toThrow('h1 has it')
    await one.schedule.assign('a', [first, second])
    expect(await one.hosts('a')).toEqual(['h1', 'h2'])
    await one.schedule.unassign('a', first)
    await one.schedule.unassign('a', second)
    expect(await one.hosts('a')).toEqual([])
    expect(one.probes.events.slice(-4)).toEqual(['a left h1', 'a has none', 'a left h2', 'stranded a'])
    await one.probe('a')
    expect(await one.hosts('a')).toHaveLength(1)
  })

  it('deletes an object: all its agents lose it in that transaction', async () => {
    const one = controller()
    await one.hello('h1')
    await one.hello('h2')
    await one.probe('a', { agents: 2 })
    const failing = store.transaction(async (tx) => {
      await one.schedule.forget(tx, 'a')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await one.hosts('a')).toHaveLength(2)
    await store.transaction((tx) => one.schedule.forget(tx, 'a'))
    expect([await one.hosts('a'), await one.told('h1'), await one.told('h2')]).toEqual([[], [], []])
    expect(one.probes.events.filter((event) => event === 'a has none')).toHaveLength(2)
  })
})

describe('two controllers', () => {
  it('that place the same objects at once never give one more agents than it asks for', async () => {
    const probes = new Probes()
    const both = [controller(probes), controller(probes)]
    for (const host of ['h1', 'h2', 'h3', 'h4']) await both[0]?.hello(host)
    const ids = Array.from({ length: 10 }, (_, n) => `p${String(n)}`)
    for (const id of ids) probes.demands.set(id, { agents: 2 })
    for (const { schedule } of both) for (const id of ids) schedule.due(id)
    await Promise.all(both.map(({ schedule }) => schedule.idle()))
    const rows = await store.db.selectFrom('agent_assignments').selectAll().execute()
    expect(rows.map(({ object_id, assignment_index: n }) => `${object_id} ${String(n)}`).sort()).toEqual(
      ids.flatMap((id) => [`${id} 1`, `${id} 2`]),
    )
    const loads = ['h1', 'h2', 'h3', 'h4'].map((host) => rows.filter(({ agent_id }) => agent_id.endsWith(host)).length)
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2)
  })
})

describe('the scheduler', () => {
  it('refuses two kinds of one name', () => {
    const one = controller()
    expect(() => one.scheduler.schedule(new Probes())).toThrow('two services schedule "probe" onto agents')
  })

  it('keeps kinds apart that have an object of the same id', async () => {
    const one = controller()
    const other = one.scheduler.schedule(Object.assign(new Probes(), { name: 'other' }))
    await one.hello('h1')
    await one.probe('a')
    expect(await other.assignments(store.db)).toEqual([])
    await store.transaction((tx) => other.forget(tx, 'a'))
    expect(await one.hosts('a')).toEqual(['h1'])
  })

  it('leaves no timer and takes nothing more when it is closed', async () => {
    const one = controller()
    await one.hello('h1')
    await one.scheduler.close()
    expect(one.clock.timers).toBe(0)
    await one.probe('a')
    await one.scheduler.agentConnected((await one.schedule.assignments(store.db))[0]?.agent ?? (await one.hello('h2')))
    expect(await one.hosts('a')).toEqual([])
    expect(one.clock.timers).toBe(0)
  })
})
