import {
  changeColumn,
  decodeColumn,
  SWITCH_TABLES,
  type BridgeRow,
  type ColumnType,
  type InterfaceRow,
  type PortRow,
  type SwitchRow,
  type SwitchTable,
} from './switch-tables.ts'

/** A row that came (`before` undefined), went (`after` undefined) or changed. */
export type RowChange = {
  readonly [T in SwitchTable]: { readonly table: T; readonly before?: SwitchRow<T>; readonly after?: SwitchRow<T> }
}[SwitchTable]

const TABLES = Object.keys(SWITCH_TABLES) as readonly SwitchTable[]

/** Our copy of a switch's database, true as of the last message. Rows are replaced, never changed. */
export class Replica {
  private readonly rows = new Map<SwitchTable, Map<string, SwitchRow>>(TABLES.map((table) => [table, new Map()]))
  private readonly names = new Map<SwitchTable, Map<string, SwitchRow>>(TABLES.map((table) => [table, new Map()]))
  private readonly bridges = new Map<string, string>()
  private readonly portOf = new Map<string, string>()

  /** Takes what a monitor tells (`<table-updates2>`): what changed, what went first. */
  take(updates: unknown): readonly RowChange[] {
    const gone: RowChange[] = []
    const rest: RowChange[] = []
    const tables = objectOf(updates)
    for (const table of TABLES) {
      for (const [id, update] of Object.entries(objectOf(tables[table]))) {
        const before = this.table(table).get(id)
        const after = nextRow(table, id, before, objectOf(update))
        if (before === undefined && after === undefined) continue
        const change = { table, ...(before && { before }), ...(after && { after }) } as RowChange
        ;(after === undefined ? gone : rest).push(change)
      }
    }
    for (const change of [...gone, ...rest]) this.put(change)
    return [...gone, ...rest]
  }

  clear(): void {
    for (const index of [...this.rows.values(), ...this.names.values(), this.bridges, this.portOf]) index.clear()
  }

  /** The only row of `Open_vSwitch`; undefined = the database has not been initialised (`ovs-vsctl init`). */
  get root(): SwitchRow<'Open_vSwitch'> | undefined {
    const [row] = this.table('Open_vSwitch').values()
    return row as SwitchRow<'Open_vSwitch'> | undefined
  }

  bridge(name: string): BridgeRow | undefined {
    return this.names.get('Bridge')?.get(name) as BridgeRow | undefined
  }

  port(name: string): PortRow | undefined {
    return this.names.get('Port')?.get(name) as PortRow | undefined
  }

  interface(name: string): InterfaceRow | undefined {
    return this.names.get('Interface')?.get(name) as InterfaceRow | undefined
  }

  allBridges(): Iterable<BridgeRow> {
    return this.table('Bridge').values() as Iterable<BridgeRow>
  }

  allPorts(): Iterable<PortRow> {
    return this.table('Port').values() as Iterable<PortRow>
  }

  *portsOf(bridge: BridgeRow): Iterable<PortRow> {
    for (const id of bridge.ports) {
      const port = this.table('Port').get(id)
      if (port !== undefined) yield port as PortRow
    }
  }

  /** The bridge a port is in. */
  bridgeOf(port: PortRow): BridgeRow | undefined {
    return this.table('Bridge').get(this.bridges.get(port.uuid) ?? '') as BridgeRow | undefined
  }

  /** The port's interface; of a bond, the first. */
  interfaceOf(port: PortRow): InterfaceRow | undefined {
    const [first] = port.interfaces
    return this.table('Interface').get(first ?? '') as InterfaceRow | undefined
  }

  portOfInterface({ uuid }: InterfaceRow): PortRow | undefined {
    return this.table('Port').get(this.portOf.get(uuid) ?? '') as PortRow | undefined
  }

  private table(name: SwitchTable): Map<string, SwitchRow> {
    return this.rows.get(name) ?? new Map<string, SwitchRow>()
  }

  private put({ table, before, after }: RowChange): void {
    const rows = this.table(table)
    const names = this.names.get(table)
    if (before !== undefined) {
      rows.delete(before.uuid)
      if ('name' in before && names?.get(before.name)?.uuid === before.uuid) names.delete(before.name)
    }
    if (after !== undefined) {
      rows.set(after.uuid, after)
      if ('name' in after) names?.set(after.name, after)
    }
    if (table === 'Bridge') relink(this.bridges, before?.uuid ?? after?.uuid, before?.ports, after?.ports)
    if (table === 'Port') relink(this.portOf, before?.uuid ?? after?.uuid, before?.interfaces, after?.interfaces)
  }
}

function relink(
  index: Map<string, string>,
  owner = '',
  before: ReadonlySet<string> = new Set(),
  after: ReadonlySet<string> = new Set(),
): void {
  if (before === after) return
  for (const id of before) if (!after.has(id) && index.get(id) === owner) index.delete(id)
  for (const id of after) if (!before.has(id)) index.set(id, owner)
}

function nextRow(
  table: SwitchTable,
  uuid: string,
  before: SwitchRow | undefined,
  update: Readonly<Record<string, unknown>>,
): SwitchRow | undefined {
  if ('delete' in update) return undefined
  const columns = Object.entries(SWITCH_TABLES[table]) as readonly (readonly [string, ColumnType])[]
  const whole = update['initial'] ?? update['insert']
  if (whole !== undefined || before === undefined) {
    const values = objectOf(whole ?? update['modify'])
    const row = columns.map(([name, type]) => [name, decodeColumn(type, values[name])] as const)
    return { uuid, ...Object.fromEntries(row) }
  }
  const values = objectOf(update['modify'])
  const old = before as Readonly<Record<string, unknown>>
  const changed = columns.flatMap(([name, type]) =>
    name in values ? [[name, changeColumn(type, old[name], values[name])] as const] : [],
  )
  return { ...before, ...Object.fromEntries(changed) }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
