import type { ApiClient } from '../../api/api-client.ts'
import { planNetwork } from './plan-networks.ts'
import { planPort } from './plan-port.ts'
import { planVm } from './plan-vm.ts'
import type { PlannedChange, TopologyChange } from './topology-change.ts'
import type { LabState } from '../state/lab-state.ts'
import { requireHost, requireLab, withController } from '../state/open-lab.ts'
import type { Topology } from '../state/topology.ts'

export interface AppliedChange extends TopologyChange {
  /** Absent in a dry run. */
  readonly id?: string
}

export interface ApplyOptions {
  readonly lab?: string
  readonly dryRun?: boolean
  readonly progress?: (text: string) => void
  /** No further change is begun once this is aborted. */
  readonly signal?: AbortSignal
}

/**
 * Makes a lab as a topology says. Things are the same when their names are; what is missing is made, what differs is changed,
 * and nothing is removed. Everything is compared before anything is done.
 * @throws {Failure} for a difference that cannot be undone by a change, naming field, value and remedy
 */
export async function applyTopology(topology: Topology, options: ApplyOptions = {}): Promise<readonly AppliedChange[]> {
  const state = await requireLab(options.lab ?? 'lab')
  for (const host of topology.hosts) requireHost(state, host.name)
  return withController(state, async (client) => {
    const plan = await planTopology(client, state, topology)
    const applied: AppliedChange[] = []
    for (const { change, run } of plan) {
      options.signal?.throwIfAborted()
      if (options.dryRun === true) applied.push(change)
      else {
        options.progress?.(`${change.kind} ${change.name}`)
        applied.push({ ...change, id: await run() })
      }
    }
    return applied
  })
}

async function planTopology(client: ApiClient, state: LabState, topology: Topology): Promise<readonly PlannedChange[]> {
  const networks = await Promise.all(
    topology.networks.map((network) => planNetwork(client, network, state.networkType)),
  )
  const ports = await Promise.all(topology.ports.map((port) => planPort(client, state, port)))
  const vms = await Promise.all(topology.vms.map((vm) => planVm(client, state, vm)))
  return [...networks, ...ports, ...vms].flat()
}
