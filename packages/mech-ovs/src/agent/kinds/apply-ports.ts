import type { HostAccess, Step, StepResult } from '@netloom/core'
import type { Operation } from '../ovsdb/operation.ts'
import type { InterfaceRow, PortRow } from '../ovsdb/switch-tables.ts'
import type { OvsPortState } from '../states/ovs-port-state.ts'
import { DEAD_VLAN } from './local-vlans.ts'
import { markEntries, otherAgent, readMark, type Mark } from './mark.ts'
import { changePort, isolatePort, deletePort, insertPort } from './port-operations.ts'
import { portColumns } from './port-row.ts'
import { readDevices } from './read-devices.ts'
import { isStale } from './read-port.ts'
import { setUpDevices } from './set-up-devices.ts'
import { faultOf } from './port-fault.ts'
import type { SwitchContext } from './switch-context.ts'

type PortStep = Step<OvsPortState>

/** Ports of one turn: one transaction for their records, after one batch for what the kernel keeps of devices. */
export async function applyPorts(
  steps: readonly PortStep[],
  host: HostAccess,
  parts: SwitchContext,
): Promise<readonly StepResult[]> {
  const { database, vifs } = parts
  const trouble = await database.current().then(
    () => undefined,
    (error: unknown) => String(error instanceof Error ? error.message : error),
  )
  if (trouble !== undefined) return steps.map(({ key }) => ({ key, error: trouble }))
  // Before the records: ovs-vswitchd writes back the flags it read when it opens a device, and would set it down again.
  const errors = await setUpDevices(steps, host, (name) => vifs.find(name))
  await unplugStale(steps, host, parts)
  const written = await database.write(steps, () => ({
    name: (step) => step.state.name,
    operations: (step) => operationsOf(step, parts),
    forVswitchd: true,
    complaint: ({ state }) => faultOf(vifs.find(state.name)),
  }))
  return written.map((result) => {
    const error = result.error ?? errors.get(result.key)
    return error === undefined ? result : { key: result.key, error }
  })
}

/** A record whose device was made anew meanwhile: ovs-vswitchd opens it only when it has seen the record go. */
async function unplugStale(steps: readonly PortStep[], host: HostAccess, parts: SwitchContext): Promise<void> {
  const { replica } = parts.database
  const plugged = steps.flatMap((step) => {
    const port = step.op !== 'remove' && step.state.port.type === 'vif' ? replica.port(step.state.name) : undefined
    return port !== undefined && readMark(port.external_ids) === 'plugged' ? [{ step, port }] : []
  })
  const ports = plugged.map(({ port }) => port)
  const look = await readDevices(host, ports, replica, true)
  const stale = plugged.filter(({ port }) => {
    const device = replica.interfaceOf(port)
    return device !== undefined && isStale(device, look(device.name))
  })
  if (stale.length === 0) return
  await parts.database.write(
    stale.map(({ step }) => step),
    () => ({
      name: ({ state }) => state.name,
      operations: ({ state }) => {
        const port = replica.port(state.name)
        return port === undefined ? [] : removal(port, parts)
      },
      forVswitchd: true,
    }),
  )
}

/** @throws {Error} why it cannot be done. */
function operationsOf({ op, state }: PortStep, parts: SwitchContext): readonly Operation[] {
  const { replica } = parts.database
  const device = deviceOf(state, parts)
  const port = device && replica.portOfInterface(device)
  const other = port && otherAgent(port.external_ids, parts.agent)
  if (other !== undefined) {
    if (op === 'remove') return []
    throw new Error(`port ${state.name} belongs to agent ${other}; stop that agent and remove it (ovs-vsctl del-port)`)
  }
  if (op === 'remove') return port === undefined ? [] : removal(port, parts)
  const bridge = replica.bridge(state.bridge)
  if (bridge === undefined)
    throw new Error(`Open vSwitch has no bridge ${state.bridge}; create it (ovs-vsctl add-br ${state.bridge})`)
  const vlanOf = (segmentId: string): number => parts.vlans.vlanOf(segmentId)
  const mark = port && markFor(state, port, device)
  if (port !== undefined && replica.bridgeOf(port)?.uuid === bridge.uuid)
    return changePort(port, portColumns(state, markEntries(mark ?? 'adopted', parts.agent), vlanOf), device?.uuid)
  if (port !== undefined && !isOurs(port)) {
    const other = replica.bridgeOf(port)?.name ?? 'another bridge'
    throw new Error(
      `${port.name} is in ${other}, where somebody else put it; take it out (ovs-vsctl del-port ${port.name})`,
    )
  }
  const columns = portColumns(state, markEntries(state.port.type === 'vif' ? 'plugged' : 'made', parts.agent), vlanOf)
  const number = parts.numbers.numberOf(state.bridge, state.name)
  return [...(port === undefined ? [] : removal(port, parts)), ...insertPort(bridge, state.name, columns, number)]
}

/** Ours to delete. */
function isOurs(port: PortRow): boolean {
  const mark = readMark(port.external_ids)
  return mark === 'made' || mark === 'plugged'
}

const deviceOf = ({ name, port }: OvsPortState, { database, vifs }: SwitchContext): InterfaceRow | undefined =>
  port.type === 'vif' ? vifs.find(name) : database.replica.interface(name)

/** How to mark a port that is there. @throws {Error} when it is somebody else's and not what we would have made. */
function markFor({ name, bridge, port }: OvsPortState, row: PortRow, device: InterfaceRow | undefined): Mark {
  const mark = readMark(row.external_ids)
  if (port.type === 'vif') return mark === 'plugged' ? 'plugged' : 'adopted'
  if (mark === 'made' || device?.type === port.type) return 'made'
  throw new Error(
    `${name} is there already and is no ${port.type} port; remove it (ovs-vsctl del-port ${name}) so that ${bridge} can have it`,
  )
}

/** What we made or put there goes; what somebody else put there leaves its network. What is not ours stays as it is. */
function removal(port: PortRow, { database }: SwitchContext): readonly Operation[] {
  const mark = readMark(port.external_ids)
  const bridge = database.replica.bridgeOf(port)
  if (mark === undefined || bridge === undefined) return []
  return isOurs(port) ? deletePort(bridge, port) : isolatePort(port, DEAD_VLAN)
}
