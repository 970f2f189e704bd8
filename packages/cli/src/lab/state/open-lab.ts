import { apiClient, type ApiClient } from '../../api/api-client.ts'
import { Failure } from '../../base/failure.ts'
import { apiEndpoint } from './api-endpoint.ts'
import { nameOption } from './name-option.ts'
import { readLabState, writeLabState, type LabHost, type LabState, type LabVm } from './lab-state.ts'

/** @throws {Failure} when there is no such lab */
export async function requireLab(name: string): Promise<LabState> {
  const state = await readLabState(name)
  if (state === undefined)
    throw new Failure(`no lab "${name}" is up; start one with \`netloom lab up${nameOption(name)}\``)
  return state
}

/** Changes what is known of a lab's VMs; for who holds the lab's lock. */
export async function changeVms(name: string, change: (vms: readonly LabVm[]) => readonly LabVm[]): Promise<LabState> {
  const state = await requireLab(name)
  return writeLabState({ ...state, vms: change(state.vms) })
}

/** Runs `work` with the lab's controller at hand. */
export async function withController<T>(state: LabState, work: (client: ApiClient) => Promise<T>): Promise<T> {
  const client = apiClient(await apiEndpoint(state))
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

/** @throws {Failure} naming the hosts there are */
export function requireHost(state: LabState, name: string): LabHost {
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host !== undefined) return host
  throw new Failure(
    `host "${name}": not in lab ${state.name}; it has ${state.hosts.map((one) => one.name).join(', ')}`,
    'usage',
  )
}

/** @throws {Failure} naming the VMs there are */
export function requireVm(state: LabState, name: string): LabVm {
  const vm = state.vms.find((candidate) => candidate.name === name)
  if (vm !== undefined) return vm
  const known = state.vms.length === 0 ? 'none yet' : state.vms.map((one) => one.name).join(', ')
  throw new Failure(`VM "${name}": not in lab ${state.name}; it has ${known}`, 'usage')
}
