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

describe('an agent that dies', () => {
  it('loses its objects to a living one at the next sweep, which nobody has to ask for', async () => {
    const one = controller()
    await one.hello('h1')
    await one.probe('a')
    one.clock.pass(70)
    await one.hello('h2')
    expect(await one.hosts('a')).toEqual(['h1'])
    one.clock.pass(40)
    // The sweep is nobody's promise: it ends when the object is there.
    await expect.poll(() => one.hosts('a')).toEqual(['h2'])
    await one.schedule.idle()
    expect([await one.told('h1'), await one.told('h2')]).toEqual([[], ['a']])
    expect(one.probes.events).toContain('a left h1')
    expect(one.logger.lines).toContain('warn rescheduling: agent is dead')
  })

  it('keeps them while no other is there; its service hears which objects nobody works on', async () => {
    const one = controller()
    await one.hello('h1')
    await one.probe('a')
    one.clock.pass(76)
    await one.scheduler.sweep()
    expect(await one.hosts('a')).toEqual(['h1'])
    expect(one.probes.events).toContain('stranded a')
  })

  it('keeps those that its service does not let move; one with a living agent besides is not stranded', async () => {
    const one = controller()
    one.probes.failover = false
    await one.hello('h1')
    await one.probe('a')
    await one.probe('b')
    one.clock.pass(76)
    await one.hello('h2')
    await one.probe('b', { agents: 2 })
    one.probes.events.length = 0
    await one.scheduler.sweep()
    expect(await hostsOf(one, ['a', 'b'])).toEqual(['h1', 'h1 h2'])
    expect(one.probes.events).toContain('stranded a')
  })

  it('is replaced at once by the start of a controller that finds it dead', async () => {
    const first = controller()
    await first.hello('h1')
    await first.probe('a')
    const next = controller()
    next.probes.demands.set('a', { agents: 1 })
    await next.scheduler.sweep()
    next.clock.pass(76)
    await next.hello('h2')
    expect(await next.hosts('a')).toEqual(['h2'])
  })
})

describe('an agent that is put down', () => {
  it('works on nothing, and its objects go to others', async () => {
    const one = controller()
    const agent = await one.hello('h1')
    await one.probe('a')
    await one.hello('h2')
    await one.put(agent, false)
    expect([await one.told('h1'), await one.told('h2')]).toEqual([[], ['a']])
    await one.put(agent, true)
    expect(await one.hosts('a')).toEqual(['h2'])
  })

  it('resumes what nobody took over when it is put up', async () => {
    const one = controller()
    const agent = await one.hello('h1')
    await one.probe('a')
    await one.put(agent, false)
    expect([await one.told('h1'), await one.hosts('a')]).toEqual([[], ['h1']])
    await one.put(agent, true)
    expect(await one.told('h1')).toEqual(['a'])
  })

  it('goes on where the options say so, and gets nothing new', async () => {
    const one = controller(new Probes(), { enableServicesOnAgentsWithAdminStateDown: true })
    const agent = await one.hello('h1')
    await one.probe('a')
    await one.put(agent, false)
    await one.hello('h2')
    await one.probe('b')
    expect([await one.told('h1'), await one.told('h2')]).toEqual([['a'], ['b']])
  })

  it('is given nothing when it was down from the beginning', async () => {
    const one = controller()
    await one.hello('h1', { up: false })
    await one.probe('a')
    expect(await one.hosts('a')).toEqual([])
  })

  it('is drained when it is deleted: its objects go to others once it is gone', async () => {
    const one = controller()
    const agent = await one.hello('h1')
    for (const id of ['a', 'b']) await one.probe(id)
    await one.hello('h2')
    const afterwards = await one.scheduler.agentRemoving(agent)
    expect(await hostsOf(one, ['a', 'b'])).toEqual(['', ''])
    await store.transaction(({ db }) => db.deleteFrom('agents').where('id', '=', agent.id).execute())
    afterwards()
    await one.schedule.idle()
    expect(await hostsOf(one, ['a', 'b'])).toEqual(['h2', 'h2'])
  })
})
