import { labBoot, labDown, labRestart, labUp, withController, type LabState, type LabVm } from 'netloom/lab'
import { runInNamespace } from '@netloom/dataplane'
import { remotePorts } from './remote-ports.ts'
import { labSwitch, type LabSwitch } from './lab-switch.ts'
import { FLOWS_PER_PORT } from './ovs-receiving-host.ts'
import { range } from './population.ts'
import type { Finding } from './report.ts'
import { labName, until } from './scratch.ts'

const FLOWS = 5_000
const HOST = 'host1'
const BRIDGES = ['br-int', 'br-tun', 'br-provider', 'br-phy']
const SETTLE_MS = 60_000
const PINGS = 6_000
const CALM_MS = 1_000
const RESTORE_MS = 20_000
const VSWITCHD_DEATHS = 3

interface Scene {
  readonly lab: LabState
  readonly ovs: LabSwitch
  readonly from: LabVm
  readonly to: LabVm
}

/** Real processes are killed on a host with 5,000 flows, while two VMs on two hosts ping each other every millisecond. */
export async function benchOvsRestart(): Promise<readonly Finding[]> {
  const name = labName(process.pid)
  const lab = await labUp({ name, hosts: 2, mechanisms: ['openvswitch'] })
  const crowd = await remotePorts(lab)
  try {
    const scene = await furnish(lab, (networkId) => crowd.join(networkId, FLOWS / FLOWS_PER_PORT))
    const findings: Finding[] = []
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) findings.push(...(await agentDies(scene, signal)))
    const restored: number[] = []
    for (const _ of range(VSWITCHD_DEATHS)) restored.push(await vswitchdDies(scene))
    return [
      ...findings,
      {
        bench: 'ovs restart',
        measure: `ovs-vswitchd killed: answers to tables restored, worst of ${String(VSWITCHD_DEATHS)}`,
        value: Math.max(...restored),
        unit: 'ms',
        budget: 2_000,
      },
    ]
  } finally {
    await crowd.close()
    await labDown(name)
  }
}

async function furnish(lab: LabState, fill: (networkId: string) => Promise<void>): Promise<Scene> {
  const network = await withController(lab, async (client) => {
    const made = await client.networks.create({ name: 'bench' })
    await client.subnets.create({ network_id: made.id, ip_version: 4, cidr: '10.0.0.0/16' })
    return made
  })
  const from = await labBoot({ lab: lab.name, name: 'vm1', network: network.id, host: HOST })
  const to = await labBoot({ lab: lab.name, name: 'vm2', network: network.id, host: 'host2' })
  await fill(network.id)
  const ovs = labSwitch(lab, HOST)
  await until(`${String(FLOWS)} flows`, SETTLE_MS, async () => (await population(ovs)) >= FLOWS || undefined, 200)
  // The first packets between two hosts make neighbours known.
  await ping({ lab, ovs, from, to }, 20)
  return { lab, ovs, from, to }
}

/** Flows that only population makes. */
async function population({ ofctl }: LabSwitch): Promise<number> {
  const counts = ['table=20', 'table=21'].map(async (table) => {
    const text = await ofctl('dump-aggregate', 'br-tun', table)
    return Number(/flow_count=(\d+)/.exec(text)?.[1] ?? 0)
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

async function agentDies(scene: Scene, signal: NodeJS.Signals): Promise<readonly Finding[]> {
  const { lab, ovs } = scene
  const before = await ovs.flows(BRIDGES)
  const watch = await ovs.watch(BRIDGES)
  try {
    const pings = ping(scene, PINGS)
    const over = pings.then(() => performance.now())
    await calm()
    await labRestart(`agent@${HOST}`, signal, lab.name)
    await calm()
    const back = performance.now()
    const lost = await pings
    if ((await over) < back) throw new Error('the pings were over before the agent was back')
    const told = watch.events()
    const after = new Set(await ovs.flows(BRIDGES))
    const gone = before.filter((flow) => !after.has(flow)).length
    await requireEyes(ovs, watch.events)
    const bench = 'ovs restart'
    const how = `agent, ${signal}, ${before.length.toLocaleString('en')} flows`
    return [
      { bench, measure: `${how}: changes told by the switch`, value: told, unit: 'flows', budget: 0 },
      {
        ...{ bench, measure: `${how}: differences of two dumps` },
        ...{ value: gone + Math.abs(after.size - before.length), unit: 'flows', budget: 0 },
      },
      { bench, measure: `${how}: pings lost of ${PINGS.toLocaleString('en')}`, value: lost, unit: 'pings', budget: 0 },
    ]
  } finally {
    await watch.stop()
  }
}

/** Somebody else's flow comes and goes: who has counted nothing so far must count that. */
async function requireEyes({ ofctl }: LabSwitch, events: () => number): Promise<void> {
  const before = events()
  await ofctl('add-flow', 'br-tun', 'table=99,priority=7,actions=drop')
  await ofctl('del-flows', 'br-tun', 'table=99')
  await until('the switch tells of a flow', 2_000, () => Promise.resolve(events() >= before + 2 || undefined))
}

/** Milliseconds from the first answer of a new ovs-vswitchd to tables that are as they were. */
async function vswitchdDies({ lab, ovs, from, to }: Scene): Promise<number> {
  const before = (await ovs.flows(BRIDGES)).join('\n')
  const restart = labRestart(`vswitchd@${HOST}`, 'SIGKILL', lab.name)
  // Awaited below; if it fails before, so do the waits here.
  restart.catch(() => undefined)
  // What the old one had listened at refuses from the moment of its death.
  await until('ovs-vswitchd dies', RESTORE_MS, () => answers(ovs).then((does) => !does || undefined), 1)
  await until('ovs-vswitchd answers', RESTORE_MS, async () => (await answers(ovs)) || undefined, 1)
  const start = performance.now()
  const restored = async (): Promise<true | undefined> =>
    (await ovs.flows(BRIDGES).catch(() => [])).join('\n') === before || undefined
  await until('the tables are restored', RESTORE_MS, restored, 1)
  const elapsed = performance.now() - start
  await restart
  await until('the VMs reach each other', RESTORE_MS, async () =>
    (await ping({ lab, ovs, from, to }, 10)) === 0 ? true : undefined,
  )
  return elapsed
}

const answers = ({ ofctl }: LabSwitch): Promise<boolean> =>
  ofctl('dump-aggregate', 'br-int').then(
    () => true,
    () => false,
  )

/** Echo requests, one each millisecond; resolves to how many had no answer. */
async function ping({ from, to }: Scene, count: number): Promise<number> {
  const address = (to.addresses[0] ?? '').split('/')[0] ?? ''
  const command = ['ping', '-q', '-i', '0.001', '-c', String(count), '-W', '1', address]
  const text = await runInNamespace(from.netns, ['sh', '-c', `${command.join(' ')} || true`], { timeoutMs: 60_000 })
  const [, sent = '0', received = '0'] = /(\d+) packets transmitted, (\d+) received/.exec(text) ?? []
  if (Number(sent) !== count) throw new Error(`ping sent ${sent} of ${String(count)}: ${text}`)
  return Number(sent) - Number(received)
}

const calm = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, CALM_MS))
