import type { DeviceKind, Step } from '@netloom/core'
import { expectRow, type Operation } from '../ovsdb/operation.ts'
import { map, set, uuid } from '../ovsdb/ovsdb-value.ts'
import type { LocalVlanState } from '../states/local-vlan-state.ts'
import { vlanEntry, type LocalVlans } from './local-vlans.ts'
import { ORDER } from './apply-order.ts'
import type { SwitchDatabase } from './switch-database.ts'

/** VLANs of this host for segments. They are kept in the integration bridge's record, so that a restart finds the same. */
export const localVlanKind = (
  database: SwitchDatabase,
  vlans: LocalVlans,
  bridge: string,
): DeviceKind<LocalVlanState> => ({
  kind: 'local-vlan',
  order: ORDER.localVlan,
  key: (state) => `local-vlan ${state.segmentId}`,
  equal: (desired, actual) => desired.networkId === actual.networkId,
  parents: () => [],
  device: () => bridge,
  commands: () => [],
  describe: ({ op, state }: Step<LocalVlanState>) => [
    op === 'remove'
      ? `ovs-vsctl remove Bridge ${bridge} external_ids netloom-vlan-${state.segmentId}`
      : `ovs-vsctl set Bridge ${bridge} external_ids:netloom-vlan-${state.segmentId}="<vlan> ${state.networkId}"`,
  ],
  read: async (_host, scope) => {
    if (scope?.devices?.has(bridge) === false) return []
    await database.current()
    return [...vlans.assigned.values()].map(({ segmentId, networkId }) => ({
      kind: 'local-vlan',
      segmentId,
      networkId,
    }))
  },
  apply: (steps) =>
    database.write(steps, () => {
      // What this transaction gives away is not in the replica yet.
      const given = new Set<number>()
      return {
        name: () => bridge,
        forVswitchd: false,
        operations: ({ op, state: { segmentId, networkId } }): readonly Operation[] => {
          const row = database.replica.bridge(bridge)
          const known = vlans.assigned.get(segmentId)
          if (row === undefined) {
            if (op === 'remove') return []
            throw new Error(`there is no bridge ${bridge} yet`)
          }
          const where = [['_uuid', '==', uuid(row.uuid)]] as const
          const vlan = known?.vlan ?? (op === 'remove' ? 0 : vlans.choose(segmentId, networkId, given))
          given.add(vlan)
          const [key, value] = vlanEntry({ segmentId, networkId, vlan })
          const away = ['external_ids', 'delete', set(key)] as const
          const put = ['external_ids', 'insert', map([[key, value]])] as const
          return [
            expectRow('Bridge', where, { name: bridge }),
            { op: 'mutate', table: 'Bridge', where, mutations: op === 'remove' ? [away] : [away, put] },
          ]
        },
      }
    }),
})
