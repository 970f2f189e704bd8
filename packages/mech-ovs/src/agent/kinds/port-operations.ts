import { expectRow, freshName, type Condition, type Operation, type OvsdbRow } from '../ovsdb/operation.ts'
import { map, namedUuid, set, uuid } from '../ovsdb/ovsdb-value.ts'
import type { BridgeRow, PortRow } from '../ovsdb/switch-tables.ts'
import { DEAD_VLAN } from './local-vlans.ts'
import { MARK, readMark, type Mark } from './mark.ts'
import type { PortColumns } from './port-row.ts'
import { OTHER_CONFIG_KEYS } from './port-other-config.ts'

const where = (id: string): readonly Condition[] => [['_uuid', '==', uuid(id)]]

/** A port that is not there, and its device. Refused when the bridge has gone meanwhile. */
export function insertPort(
  bridge: BridgeRow,
  name: string,
  columns: PortColumns,
  number: number | undefined,
): readonly Operation[] {
  const device = freshName()
  const port = freshName()
  return [
    expectRow('Bridge', where(bridge.uuid), { name: bridge.name }),
    {
      op: 'insert',
      table: 'Interface',
      'uuid-name': device,
      row: {
        name,
        type: columns.interfaceType,
        options: map(columns.options),
        external_ids: map(columns.interfaceIds),
        ...(number !== undefined && { ofport_request: number }),
      },
    },
    {
      op: 'insert',
      table: 'Port',
      'uuid-name': port,
      row: {
        name,
        interfaces: namedUuid(device),
        external_ids: map(columns.portIds),
        other_config: map(columns.otherConfig),
        ...(columns.tag !== undefined && { tag: columns.tag }),
        ...(columns.isolated && ISOLATED),
      },
    },
    {
      op: 'mutate',
      table: 'Bridge',
      where: where(bridge.uuid),
      mutations: [['ports', 'insert', set(namedUuid(port))]],
    },
  ]
}

/** A port that is there becomes as it is wanted. What others wrote beside our entries stays. */
export function changePort(port: PortRow, columns: PortColumns, device: string | undefined): readonly Operation[] {
  const { options, interfaceType, interfaceIds, portIds, otherConfig, tag } = columns
  const own = device === undefined ? [] : where(device)
  return [
    expectRow('Port', where(port.uuid), { name: port.name }),
    ...(tag === undefined
      ? []
      : [{ op: 'update', table: 'Port', where: where(port.uuid), row: { tag, ...vlanMode(port, columns) } } as const]),
    ...putEntries('Port', where(port.uuid), 'external_ids', portIds),
    ...putEntries('Port', where(port.uuid), 'other_config', otherConfig),
    ...(options.size === 0
      ? []
      : [
          {
            op: 'update',
            table: 'Interface',
            where: own,
            row: { type: interfaceType, options: map(options) },
          } as const,
        ]),
    ...putEntries('Interface', own, 'external_ids', interfaceIds),
  ]
}

/** Whatever bridge it is in. Its device, when it is no tunnel or patch, stays on the host. */
export const deletePort = (bridge: BridgeRow, port: PortRow): readonly Operation[] => [
  { op: 'mutate', table: 'Bridge', where: where(bridge.uuid), mutations: [['ports', 'delete', set(uuid(port.uuid))]] },
]

/** Only frames that bear the dead VLAN's tag get in, and a flow drops those. */
const ISOLATED: OvsdbRow = { vlan_mode: 'trunk', trunks: DEAD_VLAN }

export const isIsolated = ({ vlan_mode, trunks }: PortRow): boolean =>
  vlan_mode === 'trunk' && trunks.size === 1 && trunks.has(String(DEAD_VLAN))

/** A port that was dead, or filtered, takes untagged frames again. */
function vlanMode(port: PortRow, { isolated }: PortColumns): OvsdbRow {
  if (isolated) return ISOLATED
  return readMark(port.external_ids) === 'dead' || isIsolated(port) ? { vlan_mode: set(), trunks: set() } : {}
}

/**
 * Into the dead VLAN, unless somebody has given it a VLAN since. Only frames that bear its tag get in, and a flow drops those:
 * in access mode all dead ports would reach each other.
 */
export const isolatePort = (port: PortRow, vlan: number): readonly Operation[] => [
  expectRow('Port', where(port.uuid), { tag: port.tag ?? set() }),
  { op: 'update', table: 'Port', where: where(port.uuid), row: { tag: vlan, ...ISOLATED } },
  {
    op: 'mutate',
    table: 'Port',
    where: where(port.uuid),
    mutations: [
      ['external_ids', 'delete', set(MARK)],
      ['external_ids', 'insert', map([[MARK, 'dead' satisfies Mark]])],
      ['other_config', 'delete', set(...OTHER_CONFIG_KEYS)],
    ],
  },
]

/** `insert` leaves an entry whose key is there as it is: the key goes first. */
function putEntries(
  table: string,
  condition: readonly Condition[],
  column: string,
  entries: ReadonlyMap<string, string>,
): readonly Operation[] {
  if (entries.size === 0 || condition.length === 0) return []
  const mutations = [
    [column, 'delete', set(...entries.keys())],
    [column, 'insert', map(entries)],
  ] as const
  return [{ op: 'mutate', table, where: condition, mutations }]
}
