import { agentsOf, type LabAgent } from './state/lab-agents.ts'
import { leasesOf, type Lease } from './guest/lease.ts'
import type { LabHost, LabState, LabVm } from './state/lab-state.ts'
import { apiEndpoint } from './state/api-endpoint.ts'
import { upLinks } from './kernel/ip-tool.ts'
import { HOST_NIC, PROVIDER_NIC, tapName } from './state/names.ts'
import { requireLab } from './state/open-lab.ts'
import { ovsDirectory } from './openvswitch/ovs-directory.ts'
import { isAlive, type ProcessRef } from '@netloom/core/files'

interface AgentStatus {
  readonly role: string
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
    /** Whether it is on its wires: underlay and physical network. */
    readonly wired: boolean
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
    /** Whether its cable is in its host. */
    readonly plugged: boolean
    readonly addresses: readonly string[]
    /** What it was told, for a VM that leases its addresses. */
    readonly leases?: readonly Lease[]
  }[]
}

async function endpoint(state: LabState): Promise<{ readonly url: string; readonly token: string }> {
  const { url, token } = await apiEndpoint(state)
  return { url, token }
}

/** Whether all that should run does, and every host and VM is on its wire. */
export const isWell = ({ api, hosts, vms }: LabStatus): boolean =>
  api.alive &&
  hosts.every(({ wired, agents, ovs }) => wired && [...agents, ...(ovs?.daemons ?? [])].every(({ alive }) => alive)) &&
  vms.every(({ plugged }) => plugged)

export async function labStatus(lab = 'lab'): Promise<LabStatus> {
  const state = await requireLab(lab)
  const links = new Map(
    await Promise.all(state.hosts.map(async (host) => [host.name, await upLinks(host.netns)] as const)),
  )
  const linksOf = (host: string): ReadonlySet<string> => links.get(host) ?? new Set()
  return {
    name: state.name,
    api: {
      ...(await endpoint(state)),
      pid: state.controller?.pid ?? 0,
      alive: await isAlive(state.controller),
    },
    hosts: await Promise.all(state.hosts.map((host) => hostStatus(state, host, linksOf(host.name)))),
    vms: await Promise.all(state.vms.map((vm) => vmStatus(state, vm, linksOf(vm.host)))),
  }
}

async function vmStatus(state: LabState, vm: LabVm, links: ReadonlySet<string>): Promise<LabStatus['vms'][number]> {
  return {
    name: vm.name,
    netns: vm.netns,
    host: vm.host,
    port_id: vm.portId,
    plugged: links.has(tapName(vm.portId)),
    addresses: vm.addresses.map((address) => address.split('/')[0] ?? ''),
    ...(vm.families !== undefined && { leases: await leasesOf(state, vm) }),
  }
}

async function hostStatus(
  state: LabState,
  host: LabHost,
  links: ReadonlySet<string>,
): Promise<LabStatus['hosts'][number]> {
  const { name, netns, vtep, mechanism, ovs } = host
  const agents = await Promise.all(agentsOf(host).flatMap((agent) => agentStatus(agent) ?? []))
  const wired = links.has(HOST_NIC) && links.has(PROVIDER_NIC)
  if (ovs === undefined) return { name, netns, vtep, mechanism, agents, wired }
  const daemons = await Promise.all([daemon('ovs-vswitchd', ovs.vswitchd), daemon('ovsdb-server', ovs.database)])
  return { name, netns, vtep, mechanism, agents, wired, ovs: { directory: ovsDirectory(state, name), daemons } }
}

const agentStatus = ({ role, process }: LabAgent): Promise<AgentStatus> | undefined =>
  process === undefined ? undefined : isAlive(process).then((alive) => ({ role: role.name, pid: process.pid, alive }))

async function daemon(
  name: string,
  ref: ProcessRef,
): Promise<{ readonly name: string; readonly pid: number; readonly alive: boolean }> {
  return { name, pid: ref.pid, alive: await isAlive(ref) }
}
