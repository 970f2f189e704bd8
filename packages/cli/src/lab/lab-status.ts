import type { LabState } from './lab-state.ts'
import { apiEndpoint } from './api-endpoint.ts'
import { requireLab } from './open-lab.ts'
import { isAlive } from './process-ref.ts'

/** What `netloom lab status --json` prints. */
export interface LabStatus {
  readonly name: string
  readonly api: { readonly url: string; readonly token: string; readonly pid: number; readonly alive: boolean }
  readonly hosts: readonly {
    readonly name: string
    readonly netns: string
    readonly vtep: string
    readonly mechanism: string
    readonly agents: readonly { readonly role: string; readonly pid: number; readonly alive: boolean }[]
  }[]
  readonly vms: readonly {
    readonly name: string
    readonly netns: string
    readonly host: string
    readonly port_id: string
    readonly addresses: readonly string[]
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
    hosts: await Promise.all(state.hosts.map(hostStatus)),
    vms: state.vms.map((vm) => ({
      name: vm.name,
      netns: vm.netns,
      host: vm.host,
      port_id: vm.portId,
      addresses: vm.addresses.map((address) => address.split('/')[0] ?? ''),
    })),
  }
}

async function hostStatus(host: LabState['hosts'][number]): Promise<LabStatus['hosts'][number]> {
  const { name, netns, vtep, mechanism, agent } = host
  const agents = agent === undefined ? [] : [{ role: 'l2', pid: agent.pid, alive: await isAlive(agent) }]
  return { name, netns, vtep, mechanism, agents }
}
