import type { Step } from '@netloom/core'
import type { OvsPortState } from '../states/ovs-port-state.ts'
import { markEntries } from './mark.ts'
import { portColumns } from './port-row.ts'

/** The step as `ovs-vsctl` lines (and `ip` for a device). A VLAN that the host chooses is named after its segment. */
export function describePort({ op, state }: Step<OvsPortState>, agent?: string): readonly string[] {
  const { bridge, name, port } = state
  if (op === 'remove') return [`ovs-vsctl --if-exists del-port ${bridge} ${name}`]
  const columns = portColumns(state, markEntries(port.type === 'vif' ? 'plugged' : 'made', agent), () => 0)
  const device = [
    ...(columns.interfaceType === '' ? [] : [`type=${columns.interfaceType}`]),
    ...settings('options', columns.options),
    ...settings('external_ids', columns.interfaceIds),
  ]
  const record = settings('external_ids', columns.portIds)
  const tag =
    port.type === 'vif'
      ? ` tag=<vlan of segment ${port.vlan.segmentId}>${port.isolated ? ' vlan_mode=trunk trunks=4095' : ''}`
      : ''
  const memory = settings(
    'other_config',
    [...columns.otherConfig].filter(([key]) => key !== 'tag'),
  )
  const line = `ovs-vsctl --may-exist add-port ${bridge} ${name}${tag} -- set Interface ${name} ${device.join(' ')} -- set Port ${name} ${[...record, ...memory].join(' ')}`
  if (port.type !== 'vif') return [line]
  return [
    `ip link set dev ${name}${port.mtu === undefined ? '' : ` mtu ${String(port.mtu)}`} ${port.up ? 'up' : 'down'}`,
    line,
  ]
}

const settings = (column: string, entries: Iterable<readonly [string, string]>): readonly string[] =>
  [...entries].map(([key, value]) => `${column}:${key}=${/^[\w.-]+$/.test(value) ? value : JSON.stringify(value)}`)
