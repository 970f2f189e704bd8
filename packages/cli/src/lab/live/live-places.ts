import { Failure } from '../../base/failure.ts'
import type { PlannedTrace } from '../../trace/plan-trace.ts'
import type { TraceInventory } from '../../trace/trace-inventory.ts'
import type { WalkedRoute } from '../../trace/trace-result.ts'
import { mountsOf, withMounts } from '../mounts/host-mounts.ts'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { HOST_NIC, outsideNetns } from '../state/names.ts'
import type { LivePlace } from './send-live.ts'

const GUEST_NIC = 'eth0'

const placeOfVm = ({ netns }: LabVm): LivePlace => ({ netns, device: GUEST_NIC })
const outside = ({ name }: LabState): LivePlace => ({ netns: outsideNetns(name), device: HOST_NIC })

/** @throws {Failure} for a port that no VM of the lab has */
export function senderOf({ from }: PlannedTrace, state: LabState): LivePlace {
  return from === undefined ? outside(state) : placeOfVm(requireVmOf(from.id, '--from', state))
}

/**
 * Where the packet should arrive, or would if nobody dropped it: the VM that has its last address as far as that is known, and
 * the world outside for what is no VM's. @throws {Failure} for a port that no VM of the lab has
 */
export function receiverOf(
  { target }: PlannedTrace,
  { end, destination }: WalkedRoute,
  { ports }: TraceInventory,
  state: LabState,
): LivePlace {
  if (end !== undefined)
    return end.port === undefined ? outside(state) : placeOfVm(requireVmOf(end.port.id, '--to', state))
  const hasIt = (portId: string): boolean =>
    ports.some(({ id, fixed_ips }) => id === portId && fixed_ips.some(({ ip_address }) => ip_address === destination))
  const vm = state.vms.find(({ portId }) => portId === target?.id) ?? state.vms.find(({ portId }) => hasIt(portId))
  return vm === undefined ? outside(state) : placeOfVm(vm)
}

/** What a command in a namespace of a host begins with. */
export const placeOf = (state: LabState, host: string, namespace: string): readonly [string, ...string[]] =>
  withMounts(mountsOf(state, host), ['ip', 'netns', 'exec', namespace])

function requireVmOf(portId: string, option: string, { vms, name }: LabState): LabVm {
  const vm = vms.find((one) => one.portId === portId)
  if (vm !== undefined) return vm
  throw new Failure(
    `${option}: no VM of lab ${name} has port ${portId}, so nothing can be sent; boot one, or leave out --live`,
    'usage',
  )
}
