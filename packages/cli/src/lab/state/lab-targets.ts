import { Failure } from '../../base/failure.ts'
import { agentTarget, agentsOf, type LabAgent } from './lab-agents.ts'
import { agentName, describeRole } from './lab-role.ts'
import type { LabHost, LabState, LabVm, OvsProcesses } from './lab-state.ts'
import { requireHost } from './open-lab.ts'

/**
 * What can be stopped and started: the controller, an agent of a host, a host (off its wires), a VM (its tap goes), and of a
 * host with Open vSwitch the switch, its database or both.
 */
export type Target =
  | { readonly kind: 'controller' }
  | { readonly kind: 'agent'; readonly agent: LabAgent }
  | { readonly kind: 'host'; readonly host: LabHost }
  | { readonly kind: 'vm'; readonly host: LabHost; readonly vm: LabVm }
  | OvsTarget

export interface OvsTarget {
  readonly kind: OvsPart
  readonly host: LabHost
  readonly ovs: OvsProcesses
}

type OvsPart = 'ovs' | 'vswitchd' | 'ovsdb'

const OVS_PARTS: readonly OvsPart[] = ['ovs', 'vswitchd', 'ovsdb']

/** @throws {Failure} naming what there is */
export function findTarget(state: LabState, name: string): Target {
  if (name === 'controller') return { kind: 'controller' }
  const [part, place] = name.includes('@') ? split(name) : ['', '']
  const agent = state.hosts.flatMap(agentsOf).find(({ role }) => agentName(role) === part)
  if (agent !== undefined) return agentNamed(name, agent, requireHost(state, place))
  const ovsPart = OVS_PARTS.find((one) => one === part)
  if (ovsPart !== undefined) return ovsTarget(ovsPart, requireHost(state, place))
  const vm = state.vms.find((candidate) => candidate.name === name)
  if (vm !== undefined) return { kind: 'vm', host: requireHost(state, vm.host), vm }
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host !== undefined) return { kind: 'host', host }
  throw new Failure(`"${name}": nothing to stop by that name; there is ${known(state).join(', ')}`, 'usage')
}

function split(name: string): readonly [string, string] {
  const at = name.indexOf('@')
  return [name.slice(0, at), name.slice(at + 1)]
}

/** @param alike one of that role, on whatever host */
function agentNamed(name: string, alike: LabAgent, host: LabHost): Target {
  const agent = agentsOf(host).find((one) => agentTarget(one) === name)
  if (agent !== undefined) return { kind: 'agent', agent }
  throw new Failure(`"${name}": that host has no ${describeRole(alike.role)}; it was built without`, 'usage')
}

function ovsTarget(kind: OvsPart, host: LabHost): OvsTarget {
  if (host.ovs !== undefined) return { kind, host, ovs: host.ovs }
  throw new Failure(`"${kind}@${host.name}": that host has ${host.mechanism}, and no Open vSwitch`, 'usage')
}

function known(state: LabState): readonly string[] {
  const ofHost = (host: LabHost): readonly string[] => [
    host.name,
    ...agentsOf(host).map(agentTarget),
    ...(host.ovs === undefined ? [] : OVS_PARTS.map((part) => `${part}@${host.name}`)),
  ]
  return ['controller', ...state.hosts.flatMap(ofHost), ...state.vms.map(({ name }) => name)]
}
