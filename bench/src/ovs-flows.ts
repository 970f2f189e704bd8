import { benchOvsOnePort } from './ovs-one-port.ts'
import { portsArrive, FLOWS_PER_PORT, ovsReceivingHost, type OvsReceivingHost } from './ovs-receiving-host.ts'
import { range, type PopulationShape } from './population.ts'
import { median, type Finding } from './report.ts'
import { settledHeap, timed } from './scratch.ts'

const SHAPE: PopulationShape = { networks: 10, portsPerNetwork: 100, vteps: 20 }
const FLOWS = SHAPE.networks * SHAPE.portsPerNetwork * FLOWS_PER_PORT
/** An agent that has run for a while: its code is compiled, as the tool's is. */
const WARM_UP = 15
const ROUNDS = 21

/** The flows of 1,000 remote ports come to one host: through our agent, and as text through `ovs-ofctl --bundle`. */
export async function benchOvsFlows(): Promise<readonly Finding[]> {
  const receiver = await ovsReceivingHost()
  const ours: number[] = []
  const raw: number[] = []
  try {
    for (const round of range(WARM_UP + ROUNDS)) {
      const [agents, tools] = await oneRound(receiver)
      if (round < WARM_UP) continue
      ours.push(agents)
      raw.push(tools)
    }
  } finally {
    await receiver.room.close()
  }
  return [
    {
      bench: 'ovs flows',
      measure: `1,000 ports of 10 networks, ${FLOWS.toLocaleString('en')} flows`,
      value: median(ours),
      unit: 'ms',
      against: { what: 'ovs-ofctl --bundle add-flows', value: median(raw) },
      budget: 1.5,
    },
    ...(await benchOvsOnePort()),
  ]
}

/** Both ways once, and what they leave behind is the same. */
async function oneRound(receiver: OvsReceivingHost): Promise<readonly [ours: number, raw: number]> {
  const running = await receiver.agent(SHAPE)
  const { agent } = running
  const before = await receiver.flows('br-tun')
  const arrivals = range(SHAPE.networks).map((network) => portsArrive(network, SHAPE))
  // The garbage of making the events is not the agent's.
  settledHeap()
  const ours = await timed(async () => {
    for (const change of arrivals) agent.receive(change)
    await agent.idle()
  })
  const after = await receiver.flows('br-tun')
  await running.stop()
  const known = new Set(before)
  const added = after.filter((flow) => !known.has(flow))
  if (added.length !== FLOWS || after.length !== before.length + FLOWS)
    throw new Error(`${String(added.length)} flows were added, and ${String(FLOWS)} are wanted`)
  const { ofctl } = receiver.room
  await ofctl(['replace-flows', 'br-tun', '-'], before.join('\n'))
  const text = added.join('\n')
  const raw = await timed(() => ofctl(['add-flows', 'br-tun', '-', '--bundle'], text))
  if ((await receiver.flows('br-tun')).join('\n') !== after.join('\n')) throw new Error('the tool made other flows')
  await ofctl(['replace-flows', 'br-tun', '-'], before.join('\n'))
  return [ours, raw]
}
