import type { Agent } from '@netloom/agent-runtime'
import type { FeedItem } from '@netloom/core'
import { hostTopic, type PortItem, portKey, type Topic } from '@netloom/core/wire'
import { BatchPipe } from '@netloom/dataplane'
import { countingProxy, type CountingProxy } from './counting-proxy.ts'
import { FLOWS_PER_PORT, ovsReceivingHost, portsArrive, type OvsReceivingHost } from './ovs-receiving-host.ts'
import { hostSnapshot, networkSnapshot, range, remoteMac, type PopulationShape } from './population.ts'
import type { SentFlowMod } from './read-flow-mods.ts'
import { median, type Finding } from './report.ts'
import { timed, until } from './scratch.ts'

const NETWORKS = 10
const VTEPS = 10
/** Remote ports that are there before one more comes. */
const FEW = 100
const MANY = 10_000
const REMOTE = 40
const LOCAL = 10

/** By the bytes that the agent sends to its switch. */
interface Sent {
  readonly flowMods: number
  /** Operations that change the database. */
  readonly operations: number
}

/** Of one port, on average; `ms` is the median. */
interface Cost extends Sent {
  readonly ms: number
}

interface Scene {
  readonly receiver: OvsReceivingHost
  readonly front: CountingProxy
  readonly agent: Agent
  readonly shape: PopulationShape
}

/** One more port where few are, and where many are: what is sent to the switch for it, and how long it takes. */
export async function benchOvsOnePort(): Promise<readonly Finding[]> {
  // Once for nothing: what comes first would pay for code that is not compiled yet.
  await costAt(FEW)
  const few = await costAt(FEW)
  const many = await costAt(MANY)
  const counts = (place: 'remote' | 'local', most: Sent): readonly Finding[] =>
    (['flowMods', 'operations'] as const).map((what) => ({
      bench: 'ovs one port',
      measure: `${place}, with ${MANY.toLocaleString('en')} others: ${what === 'flowMods' ? 'flow mods' : 'OVSDB changes'}`,
      value: many[place][what],
      unit: 'sent',
      budget: most[what],
    }))
  const time = (place: 'remote' | 'local'): Finding => ({
    bench: 'ovs one port',
    measure: `${place}, with ${MANY.toLocaleString('en')} others`,
    value: many[place].ms,
    unit: 'ms',
    against: { what: `with ${String(FEW)}`, value: few[place].ms },
    budget: 1.5,
  })
  return [
    ...counts('remote', { flowMods: FLOWS_PER_PORT, operations: 0 }),
    time('remote'),
    ...counts('local', few.local),
    time('local'),
  ]
}

async function costAt(present: number): Promise<Readonly<Record<'remote' | 'local', Cost>>> {
  const shape: PopulationShape = { networks: NETWORKS, portsPerNetwork: present / NETWORKS, vteps: VTEPS }
  const receiver = await ovsReceivingHost()
  const front = await countingProxy(receiver.room.directory, ['br-int', 'br-tun'])
  const running = await receiver.agent(shape, front.directory)
  const { agent } = running
  const scene = { receiver, front, agent, shape }
  try {
    for (const network of range(NETWORKS)) agent.receive(portsArrive(network, shape))
    await agent.idle()
    return { remote: await remotePorts(scene), local: await localPorts(scene) }
  } finally {
    await running.stop()
    await front.close()
    await receiver.room.close()
  }
}

async function remotePorts({ receiver, front, agent, shape }: Scene): Promise<Cost> {
  const bigger = networkSnapshot(0, { ...shape, portsPerNetwork: shape.portsPerNetwork + REMOTE })
  const before = await receiver.flows('br-tun')
  front.takeFlowMods()
  front.takeOperations()
  const times: number[] = []
  for (const [index, item] of bigger.items.slice(-REMOTE).entries())
    times.push(
      await timed(async () => {
        tell(agent, bigger.topic, index, item)
        await agent.idle()
      }),
    )
  const flowMods = front.takeFlowMods()
  requireOnlyOwn(before, await receiver.flows('br-tun'), flowMods)
  return perPort(REMOTE, flowMods, front.takeOperations(), times)
}

async function localPorts({ receiver, front, agent }: Scene): Promise<Cost> {
  const pipe = new BatchPipe({ tool: 'ip', netns: receiver.room.netns })
  const [pattern] = hostSnapshot('receiver', { networks: 1, portsPerNetwork: 0, vteps: 0 }).items
  const wired = new Set<string>()
  agent.attach({
    watch: () => undefined,
    unwatch: () => undefined,
    settled: () => undefined,
    report: (ports) => {
      for (const { portId, state } of ports) if (state === 'up') wired.add(portId)
    },
  })
  front.takeFlowMods()
  front.takeOperations()
  const times: number[] = []
  for (const index of range(LOCAL)) {
    const id = `b0${String(index).padStart(6, '0')}-0000-4000-8000-000000000000`
    const body = { ...(pattern?.body as PortItem), id, macAddress: remoteMac(NETWORKS, index) }
    tell(agent, hostTopic('receiver'), index, { key: portKey(id), revision: 1, body })
    await agent.idle()
    const tap = `tap${id.slice(0, 11)}`
    times.push(
      await timed(async () => {
        await pipe.run([`link add name ${tap} type veth peer name x${String(index)}`, `link set ${tap} up`])
        await until('a local port is wired', 5_000, () => Promise.resolve(wired.has(id) || undefined), 1)
      }),
    )
  }
  await pipe.close()
  return perPort(LOCAL, front.takeFlowMods(), front.takeOperations(), times)
}

function tell(agent: Agent, topic: Topic, index: number, item: FeedItem): void {
  // Positions behind those of the snapshot, and of all ports that came at once.
  const previous = topic === hostTopic('receiver') ? index + 1 : index + 3
  agent.receive({ type: 'change', topic, previous, cursor: { epoch: 'bench', rev: previous + 1 }, changes: [item] })
}

const perPort = (
  ports: number,
  flowMods: readonly unknown[],
  operations: readonly unknown[],
  times: readonly number[],
): Cost => ({ flowMods: flowMods.length / ports, operations: operations.length / ports, ms: median(times) })

/** @throws {Error} when a flow that was there is another now or was written again. */
function requireOnlyOwn(before: readonly string[], after: readonly string[], sent: readonly SentFlowMod[]): void {
  const [old, all] = [new Set(before), new Set(after)]
  if (before.some((flow) => !all.has(flow))) throw new Error('a flow that was there is another now')
  const added = after.filter((flow) => !old.has(flow)).map((flow) => /cookie=(0x[0-9a-f]+)/.exec(flow)?.[1])
  const written = sent.map(({ cookie }) => cookie)
  if (!sent.every(({ isAdd }) => isAdd) || written.sort().join() !== added.sort().join())
    throw new Error('flows were written that are not those of the new ports')
}
