import { labDown, labUp, tapName, withController, type LabState } from 'netloom/lab'
import { BatchPipe } from '@netloom/dataplane'
import { active } from './lab-controller.ts'
import { range } from './population.ts'
import { percentile, type Finding } from './report.ts'
import { labName } from './scratch.ts'

const HOSTS = 3
const PRESENT = 200
const MEASURED = 200

/** A tap appears on a host of a lab with 200 wired ports: how long until its port is ACTIVE. Real processes, real kernel. */
export async function benchWiring(): Promise<readonly Finding[]> {
  const lab = labName(process.pid)
  const state = await labUp({ name: lab, hosts: HOSTS })
  try {
    const samples = await wire(state, { present: PRESENT, measured: MEASURED, guarded: false })
    const guarded = await wire(state, { present: PRESENT, measured: MEASURED })
    const finding = (measure: string, value: number, budget: number): Finding => ({
      bench: 'wiring',
      measure,
      value,
      unit: 'ms',
      budget,
    })
    return [
      finding('tap appears to port ACTIVE, p50', percentile(samples, 0.5), 15),
      finding('tap appears to port ACTIVE, p99', percentile(samples, 0.99), 60),
      finding('the same with port security and groups, p50', percentile(guarded, 0.5), 12),
      finding('the same with port security and groups, p99', percentile(guarded, 0.99), 40),
    ]
  } finally {
    await labDown(lab)
  }
}

export interface Wiring {
  /** Ports that are wired before anything is measured, on all hosts together. */
  readonly present: number
  readonly measured: number
  /** With port security, and in the default group; default true. */
  readonly guarded?: boolean
  /** Done after each measured port. */
  readonly between?: (index: number) => Promise<void>
}

/** Milliseconds from each tap's appearing to its port's being ACTIVE, as a client of the API sees it. Hosts take turns. */
export function wire(
  state: LabState,
  { present: filling, measured, between, guarded = true }: Wiring,
): Promise<readonly number[]> {
  return withController(state, async (client) => {
    const network = await client.networks.create({ name: 'bench' })
    await client.subnets.create({ network_id: network.id, ip_version: 4, cidr: '10.0.0.0/16' })
    const pipes = state.hosts.map((host) => new BatchPipe({ tool: 'ip', netns: host.netns }))
    const hostOf = (index: number): number => index % state.hosts.length
    const create = (index: number) => ({
      network_id: network.id,
      'binding:host_id': state.hosts[hostOf(index)]?.name ?? '',
      device_owner: 'compute:nova',
      port_security_enabled: guarded,
    })
    const plug = (index: number, portId: string) => {
      const tap = tapName(portId)
      return pipes[hostOf(index)]?.run([
        `link add name ${tap} type veth peer name x${tap.slice(3)}`,
        `link set ${tap} up`,
      ])
    }
    const present = await client.ports.createMany(range(filling).map(create))
    for (const [index, port] of present.entries()) await plug(index, port.id)
    for (const port of present) await active(client, port.id)

    const samples: number[] = []
    for (const index of range(measured)) {
      const port = await client.ports.create(create(index))
      const start = performance.now()
      const plugged = plug(index, port.id)
      await active(client, port.id)
      samples.push(performance.now() - start)
      await plugged
      await between?.(index)
    }
    await Promise.all(pipes.map((pipe) => pipe.close()))
    return samples
  })
}
