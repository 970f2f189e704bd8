import { Agent } from '@netloom/agent-runtime'
import { hostSnapshot, networkSnapshot, range, type PopulationShape } from './population.ts'
import { benchRenderer, rawBatch, receivingHost, type ReceivingHost } from './receiving-host.ts'
import type { Finding } from './report.ts'
import { timed } from './scratch.ts'

const SHAPE: PopulationShape = { networks: 10, portsPerNetwork: 1_000, vteps: 50 }

/** An agent starts on a host with 10,000 forwarding entries (and as many neighbours): none there, then all there. */
export async function benchColdStart(): Promise<readonly Finding[]> {
  const receiver = await receivingHost()
  const missing = await coldStart(receiver)
  const steps = receiver.steps()
  if (steps.length < 2 * SHAPE.networks * SHAPE.portsPerNetwork)
    throw new Error(`only ${String(steps.length)} steps were applied`)
  receiver.forgetSteps()
  const right = await coldStart(receiver)
  const writes = receiver.steps().length
  const twin = await receivingHost()
  const raw = await rawBatch(twin.netns, twin.host, steps)
  await receiver.close()
  await twin.close()
  const against = { what: 'raw ip -batch, bridge -batch', value: raw }
  return [
    {
      bench: 'cold start',
      measure: '10,000 fdb entries right: steps applied',
      value: writes,
      unit: 'steps',
      budget: 0,
    },
    { bench: 'cold start', measure: '10,000 fdb entries right: time', value: right, unit: 'ms', budget: 1_000 },
    { bench: 'cold start', measure: '10,000 fdb entries missing', value: missing, unit: 'ms', against, budget: 2 },
  ]
}

async function coldStart(receiver: ReceivingHost): Promise<number> {
  const agent = new Agent({ host: receiver.host, renderer: benchRenderer(), auditInterval: 0 })
  const snapshots = range(SHAPE.networks).map((network) => networkSnapshot(network, SHAPE))
  const elapsed = await timed(async () => {
    await agent.start()
    agent.receive(hostSnapshot('receiver', SHAPE))
    await agent.idle()
    for (const snapshot of snapshots) agent.receive(snapshot)
    await agent.idle()
  })
  await agent.stop()
  return elapsed
}
