import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import type { FeedSnapshot } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import {
  HOST,
  MemoryJournal,
  memberItem,
  networkItem,
  ofHost,
  ofNetwork,
  populationItem,
  portItem,
  snapshot,
  startedAgent,
} from './fixture.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapUsed(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

/** A network with that many ports behind one VTEP, as text on a wire. */
function populated(ports: number): string {
  const remote = Array.from({ length: ports }, (_, index) => populationItem(index + 10, 1))
  return JSON.stringify(snapshot(ofNetwork(1), 1, [networkItem(1), memberItem(2, 1), ...remote]))
}

async function fed(host: SimulatedHost, ports: number, journal = new MemoryJournal()): ReturnType<typeof startedAgent> {
  const started = await startedAgent(host, { journal })
  started.agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
  await started.agent.idle()
  started.agent.receive(JSON.parse(populated(ports)) as FeedSnapshot)
  await started.agent.idle()
  return started
}

describe('budgets of an agent', () => {
  it('holds 20,000 remote ports in at most 2 KiB of heap each', async () => {
    const host = simulatedHost({ name: HOST })
    // The simulated kernel's tables are not the agent's memory.
    const forgetful: SimulatedHost = Object.assign(Object.create(host) as SimulatedHost, {
      apply: async (steps: Parameters<SimulatedHost['apply']>[0]) => steps.map(({ key }) => ({ key })),
    })
    const before = heapUsed()
    const { agent } = await fed(forgetful, 20_000, undefined)
    const each = (heapUsed() - before) / 20_000
    expect(agent.parts.table.size).toBeGreaterThan(40_000)
    expect(each).toBeLessThan(2_048)
  })

  it('starts with 10,000 ports already right without one write, with less than a second of work', async () => {
    const host = simulatedHost({ name: HOST })
    const journal = new MemoryJournal()
    const { agent } = await fed(host, 10_000, journal)
    await agent.stop()
    const { writes } = host.counters
    const began = process.cpuUsage()
    const second = await startedAgent(host, { journal })
    // Processor time: other tests run beside this one.
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1_000).toBeLessThan(1_000)
    expect(host.counters.writes).toBe(writes)
    expect(second.agent.plan().steps).toEqual([])
  })
})
