import type { DeviceKind, Step } from '@netloom/core'
import type { OvsBridgeState } from '../states/ovs-bridge-state.ts'
import type { BridgeRow } from '../ovsdb/switch-tables.ts'
import { bridgeOperations } from './bridge-operations.ts'
import { hasOldMark, markEntries, otherAgent, readMark } from './mark.ts'
import { ORDER } from './apply-order.ts'
import type { SwitchDatabase } from './switch-database.ts'

/** Our bridges. One that is there already under the name is taken into service, and left when we are done. */
export const ovsBridgeKind = (database: SwitchDatabase, agent?: string): DeviceKind<OvsBridgeState> => ({
  kind: 'ovs-bridge',
  order: ORDER.bridge,
  key: (state) => `ovs-bridge ${state.name}`,
  equal: (desired, actual) =>
    actual.hasOldMark !== true &&
    desired.datapathType === actual.datapathType &&
    desired.failMode === actual.failMode &&
    (desired.igmpSnooping === undefined || desired.igmpSnooping === actual.igmpSnooping),
  parents: () => [],
  commands: () => [],
  describe: (step) => describe(step, agent),
  read: async (_host, scope) => {
    await database.current()
    return [...database.replica.allBridges()]
      .filter(({ name, external_ids }) => readMark(external_ids) !== undefined && scope?.devices?.has(name) !== false)
      .filter(({ external_ids }) => otherAgent(external_ids, agent) === undefined)
      .map((row) => ({ ...stateOf(row), ...(hasOldMark(row.external_ids, agent) && { hasOldMark: true }) }))
  },
  apply: (steps) =>
    database.write(steps, () => ({
      name: (step) => step.state.name,
      operations: (step) => bridgeOperations(step, database.replica, agent),
      forVswitchd: true,
      complaint: ({ state }) => {
        const local = database.replica.interface(state.name)
        return local?.error ?? (local?.ofport === -1 ? `ovs-vswitchd could not set up ${state.name}` : undefined)
      },
    })),
})

const stateOf = ({ name, datapath_type, fail_mode, mcast_snooping_enable }: BridgeRow): OvsBridgeState => ({
  kind: 'ovs-bridge',
  name,
  datapathType: datapath_type === 'netdev' ? 'netdev' : 'system',
  failMode: fail_mode === 'secure' ? 'secure' : 'standalone',
  igmpSnooping: mcast_snooping_enable,
})

function describe({ op, state }: Step<OvsBridgeState>, agent: string | undefined): readonly string[] {
  const { name, datapathType, failMode, igmpSnooping } = state
  const snooping = igmpSnooping === undefined ? '' : ` mcast_snooping_enable=${String(igmpSnooping)}`
  if (op === 'remove') return [`ovs-vsctl --if-exists del-br ${name}`]
  const ids = markEntries('made', agent)
    .map(([key, value]) => `external_ids:${key}=${value}`)
    .join(' ')
  return [
    `ovs-vsctl --may-exist add-br ${name} -- set Bridge ${name} datapath_type=${datapathType} fail_mode=${failMode}${snooping} ${ids}`,
  ]
}
