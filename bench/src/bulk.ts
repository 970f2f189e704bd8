import { Agent } from '@netloom/agent-runtime'
import type { FeedChange } from '@netloom/core'
import { hostSnapshot, networkSnapshot, range, type PopulationShape } from './population.ts'
import { benchRenderer, rawBatch, receivingHost, type ReceivingHost } from './receiving-host.ts'
import { median, type Finding } from './report.ts'
import { settledHeap, timed } from './scratch.ts'

const SHAPE: PopulationShape = { networks: 10, portsPerNetwork: 100, vteps: 20 }
/** An agent that has run for a while: its code is compiled, as the raw tools' is. */
const WARM_UP = 6
const ROUNDS = 11

/** 1,000 remote ports arrive at once: from the feed's events to the last acknowledged kernel entry. */
export async function benchBulk(): Promise<readonly Finding[]> {
  const ours: number[] = []
  const raw: number[] = []
  for (const round of range(WARM_UP + ROUNDS)) {
    const receiver = await receivingHost()
    const agent = await memberAgent(receiver)
    receiver.forgetSteps()
    const arrivals = range(SHAPE.networks).map(arrival)
    // The garbage of making the events is not the agent's.
    settledHeap()
    const elapsed = await timed(async () => {
      for (const change of arrivals) agent.receive(change)
      await agent.idle()
    })
    if (round >= WARM_UP) ours.push(elapsed)
    const steps = receiver.steps()
    if (steps.length < 2 * SHAPE.networks * SHAPE.portsPerNetwork)
      throw new Error(`only ${String(steps.length)} steps were applied`)
    await agent.stop()
    const twin = await receivingHost()
    await (await memberAgent(twin)).stop()
    raw.push(await rawBatch(twin.netns, twin.host, steps))
    await receiver.close()
    await twin.close()
  }
  const against = { what: 'raw ip -batch, bridge -batch', value: median(raw) }
  return [
    {
      bench: 'bulk',
      measure: '1,000 ports of 10 networks applied',
      value: median(ours),
      unit: 'ms',
      against,
      budget: 1.5,
    },
  ]
}

/** An agent whose networks are built and empty. */
async function memberAgent(receiver: ReceivingHost): Promise<Agent> {
  const agent = new Agent({ host: receiver.host, renderer: benchRenderer(), auditInterval: 0 })
  await agent.start()
  agent.receive(hostSnapshot('receiver', SHAPE))
  await agent.idle()
  for (const network of range(SHAPE.networks)) agent.receive(networkSnapshot(network, SHAPE, 0))
  await agent.idle()
  return agent
}

function arrival(network: number): FeedChange {
  const { topic, items } = networkSnapshot(network, SHAPE)
  return { type: 'change', topic, previous: 2, cursor: { epoch: 'bench', rev: 3 }, changes: items.slice(1) }
}
