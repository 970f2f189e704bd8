import { agentsOf, type LabAgent } from './lab-agents.ts'
import type { LabRole } from './lab-role.ts'
import { leasesOf, type Lease } from './guest/lease.ts'
import type { LabHost, LabState, LabVm } from './lab-state.ts'
import { apiEndpoint } from './api-endpoint.ts'
import { requireLab } from './open-lab.ts'
import { ovsDirectory } from './openvswitch/ovs-directory.ts'
import { isAlive, type ProcessRef } from '@netloom/core/files'

interface AgentStatus {
  readonly role: LabRole
  readonly pid: number
  readonly alive: boolean
}

/** What `netloom lab status --json` prints. */
export interface LabStatus {
  readonly name: string
  readonly api: { readonly url: string; readonly token: string; readonly pid: number; readonly alive: boolean }
  readonly hosts: readonly {
    readonly name: string
    readonly netns: string
    readonly vtep: string
    readonly mechanism: string
    readonly agents: readonly AgentStatus[]
    /** On hosts with Open vSwitch: its run directory (`OVS_RUNDIR`) and its daemons. */
    readonly ovs?: {
      readonly directory: string
      readonly daemons: readonly { readonly name: string; readonly pid: number; readonly alive: boolean }[]
    }
  }[]
  readonly vms: readonly {
    readonly name: string
    readonly netns: string
    readonly host: string
    readonly port_id: string
    readonly addresses: readonly string[]
    /** What it was told, for a VM that leases its addresses. */
    readonly leases?: readonly Lease[]
  }[]
}

export async function labStatus(lab = 'lab'): Promise<LabStatus> {
  const state = await requireLab(lab)
  return {
    name: state.name,
    api: {
      ...(await apiEndpoint(state)),
      pid: state.controller?.pid ?? 0,
      alive: await isAlive(state.controller),
    },
    hosts: await Promise.all(state.hosts.map((host) => hostStatus(state, host))),
    vms: await Promise.all(state.vms.map((vm) => vmStatus(state, vm))),
  }
}

async function vmStatus(state: LabState, vm: LabVm): Promise<LabStatus['vms'][number]> {
  return {
    name: vm.name,
    netns: vm.netns,
    host: vm.host,
    port_id: vm.portId,
    addresses: vm.addresses.map((address) => address.split('/')[0] ?? ''),
    ...(vm.families !== undefined && { leases: await leasesOf(state, vm) }),
  }
}

async function hostStatus(state: LabState, host: LabHost): Promise<LabStatus['hosts'][number]> {
  const { name, netns, vtep, mechanism, ovs } = host
  const agents = await Promise.all(agentsOf(host).flatMap((agent) => agentStatus(agent) ?? []))
  if (ovs === undefined) return { name, netns, vtep, mechanism, agents }
  const daemons = await Promise.all([daemon('ovs-vswitchd', ovs.vswitchd), daemon('ovsdb-server', ovs.database)])
  return { name, netns, vtep, mechanism, agents, ovs: { directory: ovsDirectory(state, name), daemons } }
}

const agentStatus = ({ role, process }: LabAgent): Promise<AgentStatus> | undefined =>
  process === undefined ? undefined : isAlive(process).then((alive) => ({ role, pid: process.pid, alive }))

async function daemon(
  name: string,
  ref: ProcessRef,
): Promise<{ readonly name: string; readonly pid: number; readonly alive: boolean }> {
  return { name, pid: ref.pid, alive: await isAlive(ref) }
}
