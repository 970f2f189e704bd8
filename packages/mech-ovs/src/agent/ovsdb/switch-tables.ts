import { readMap, readSet } from './ovsdb-value.ts'

/** What a column holds. `set` has any number of elements, `maybe-…` none or one. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'maybe-text' | 'maybe-number' | 'set' | 'map'

/** Tables and columns of the `Open_vSwitch` database that are followed. See ovs-vswitchd.conf.db(5). */
export const SWITCH_TABLES = {
  Open_vSwitch: { cur_cfg: 'number', next_cfg: 'number' },
  Bridge: {
    name: 'text',
    ports: 'set',
    datapath_type: 'text',
    fail_mode: 'maybe-text',
    protocols: 'set',
    mcast_snooping_enable: 'boolean',
    external_ids: 'map',
  },
  Port: {
    name: 'text',
    tag: 'maybe-number',
    vlan_mode: 'maybe-text',
    trunks: 'set',
    interfaces: 'set',
    external_ids: 'map',
    other_config: 'map',
  },
  Interface: {
    name: 'text',
    type: 'text',
    options: 'map',
    ofport: 'maybe-number',
    ofport_request: 'maybe-number',
    external_ids: 'map',
    error: 'maybe-text',
    ifindex: 'maybe-number',
  },
} as const

export type SwitchTable = keyof typeof SWITCH_TABLES

interface Decoded {
  readonly text: string
  readonly number: number
  readonly boolean: boolean
  readonly 'maybe-text': string | undefined
  readonly 'maybe-number': number | undefined
  readonly set: ReadonlySet<string>
  readonly map: ReadonlyMap<string, string>
}

export type SwitchRow<T extends SwitchTable = SwitchTable> = {
  readonly [C in keyof (typeof SWITCH_TABLES)[T]]: (typeof SWITCH_TABLES)[T][C] extends ColumnType
    ? Decoded[(typeof SWITCH_TABLES)[T][C]]
    : never
} & { readonly uuid: string }

export type BridgeRow = SwitchRow<'Bridge'>
export type PortRow = SwitchRow<'Port'>
export type InterfaceRow = SwitchRow<'Interface'>

/** A column of a row that is new. What the server leaves out has its default value. */
export function decodeColumn(type: ColumnType, value: unknown): Decoded[ColumnType] {
  if (type === 'map') return new Map(readMap(value))
  if (type === 'set') return new Set(readSet(value).map(String))
  const [first] = readSet(value)
  if (type === 'boolean') return first === true
  if (type === 'maybe-number') return typeof first === 'number' ? first : undefined
  if (type === 'maybe-text') return typeof first === 'string' ? first : undefined
  return type === 'number' ? Number(first ?? 0) : String(first ?? '')
}

/**
 * A column of a row that changed. Sets and maps come as differences (ovsdb-server(7), "update2"): an element that is named
 * comes or goes; an entry that is named as it was goes, any other is put.
 */
export function changeColumn(type: ColumnType, before: unknown, value: unknown): Decoded[ColumnType] {
  if (type === 'set' && before instanceof Set) {
    const next = new Set<string>(before)
    for (const element of readSet(value).map(String)) if (!next.delete(element)) next.add(element)
    return next
  }
  if (type === 'map' && before instanceof Map) {
    const next = new Map<string, string>(before as Map<string, string>)
    for (const [key, text] of readMap(value)) {
      if (next.get(key) === text) next.delete(key)
      else next.set(key, text)
    }
    return next
  }
  return decodeColumn(type, value)
}
