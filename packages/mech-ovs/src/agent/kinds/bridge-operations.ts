import type { Step } from '@netloom/core'
import { expectRow, freshName, type Operation } from '../ovsdb/operation.ts'
import { map, namedUuid, set, uuid } from '../ovsdb/ovsdb-value.ts'
import type { Replica } from '../ovsdb/replica.ts'
import type { BridgeRow } from '../ovsdb/switch-tables.ts'
import type { OvsBridgeState } from '../states/ovs-bridge-state.ts'
import { AGENT, MARK, markEntries, otherAgent, readMark } from './mark.ts'

/** What we speak with a bridge. */
const PROTOCOL = 'OpenFlow14'

/** What one step asks of the database as it is now. */
export function bridgeOperations(
  { op, state }: Step<OvsBridgeState>,
  replica: Replica,
  agent: string | undefined,
): readonly Operation[] {
  const row = replica.bridge(state.name)
  const other = row && otherAgent(row.external_ids, agent)
  if (other !== undefined) {
    if (op === 'remove') return []
    throw new Error(
      `bridge ${state.name} belongs to agent ${other}; name another one, or stop that agent and remove it`,
    )
  }
  if (op !== 'remove') return row === undefined ? makeBridge(state, agent) : changeBridge(state, row, agent)
  const mark = row && readMark(row.external_ids)
  if (row === undefined || mark === undefined) return []
  return mark === 'made' && !isUsed(row, replica) ? deleteBridge(row) : leaveBridge(row)
}

const snooping = ({ igmpSnooping }: OvsBridgeState): { readonly mcast_snooping_enable?: boolean } =>
  igmpSnooping === undefined ? {} : { mcast_snooping_enable: igmpSnooping }

function makeBridge(state: OvsBridgeState, agent: string | undefined): readonly Operation[] {
  const { name, datapathType, failMode } = state
  const [device, port, bridge] = [freshName(), freshName(), freshName()]
  return [
    { op: 'insert', table: 'Interface', 'uuid-name': device, row: { name, type: 'internal' } },
    { op: 'insert', table: 'Port', 'uuid-name': port, row: { name, interfaces: namedUuid(device) } },
    {
      op: 'insert',
      table: 'Bridge',
      'uuid-name': bridge,
      row: {
        name,
        ports: namedUuid(port),
        datapath_type: datapathType,
        fail_mode: failMode,
        ...snooping(state),
        external_ids: map(markEntries('made', agent)),
      },
    },
    { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['bridges', 'insert', set(namedUuid(bridge))]] },
  ]
}

function changeBridge(state: OvsBridgeState, row: BridgeRow, agent: string | undefined): readonly Operation[] {
  const { name, datapathType, failMode } = state
  const where = [['_uuid', '==', uuid(row.uuid)]] as const
  // An empty type is the kernel's, and writing it out would build the bridge anew for nothing.
  const type = datapathType === 'system' && row.datapath_type === '' ? '' : datapathType
  return [
    expectRow('Bridge', where, { name }),
    { op: 'update', table: 'Bridge', where, row: { datapath_type: type, fail_mode: failMode, ...snooping(state) } },
    {
      op: 'mutate',
      table: 'Bridge',
      where,
      mutations: [
        // What is there stays: a bridge that we made is ours also after a change.
        ['external_ids', 'insert', map(markEntries('adopted', agent))],
        // None stands for all; of those that were chosen ours must be one.
        ...(row.protocols.size === 0 ? [] : [['protocols', 'insert', set(PROTOCOL)] as const]),
      ],
    },
  ]
}

const deleteBridge = ({ uuid: id }: BridgeRow): readonly Operation[] => [
  { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['bridges', 'delete', set(uuid(id))]] },
]

/** It was there before us, or somebody still uses it. */
const leaveBridge = ({ uuid: id }: BridgeRow): readonly Operation[] => [
  {
    op: 'mutate',
    table: 'Bridge',
    where: [['_uuid', '==', uuid(id)]],
    mutations: [['external_ids', 'delete', set(MARK, AGENT)]],
  },
]

function isUsed(bridge: BridgeRow, replica: Replica): boolean {
  for (const port of replica.portsOf(bridge))
    if (port.name !== bridge.name && readMark(port.external_ids) === undefined) return true
  return false
}
