import type { HostEvent } from '@netloom/core'
import type { RowChange } from '../ovsdb/replica.ts'
import type { BridgeRow, InterfaceRow, PortRow } from '../ovsdb/switch-tables.ts'
import { readMark } from './mark.ts'
import type { SwitchContext } from './switch-context.ts'
import { vifPort } from './vif-names.ts'

/** Turns changes of the database into what the agent may have to answer; what our own transactions did is no news. */
export class SwitchEvents {
  constructor(private readonly parts: SwitchContext) {}

  /** Takes one message's changes, which the replica has already; brings names and numbers up to date on the way. */
  of(changes: readonly RowChange[]): readonly HostEvent[] {
    const { vifs } = this.parts
    for (const change of changes) if (change.table === 'Interface') vifs.note(change.before, change.after)
    return changes.flatMap((change): readonly HostEvent[] => {
      if (change.table === 'Bridge') return this.ofBridge(change.before, change.after)
      if (change.table === 'Port') return this.ofPort(change.before, change.after)
      if (change.table === 'Interface') return this.ofInterface(change.before, change.after)
      return []
    })
  }

  private ofBridge(before: BridgeRow | undefined, after: BridgeRow | undefined): readonly HostEvent[] {
    const name = (after ?? before)?.name ?? ''
    if (this.parts.database.busy.has(name)) return []
    // Cables to a bridge of the operator's are plugged anew when it comes back, and its flows written.
    if (before === undefined) return [{ type: 'overrun' }]
    const ours = readMark(before.external_ids) !== undefined
    if (after === undefined) return [{ type: 'touched', device: name }]
    const changed =
      before.datapath_type !== after.datapath_type ||
      before.fail_mode !== after.fail_mode ||
      before.external_ids !== after.external_ids
    return ours && changed ? [{ type: 'touched', device: name }] : []
  }

  private ofPort(before: PortRow | undefined, after: PortRow | undefined): readonly HostEvent[] {
    const port = after ?? before
    if (port === undefined) return []
    const marks = [before, after].map((row) => row && readMark(row.external_ids))
    if (marks.every((mark) => mark === undefined || mark === 'dead')) return []
    return this.touched(port.name)
  }

  private ofInterface(before: InterfaceRow | undefined, after: InterfaceRow | undefined): readonly HostEvent[] {
    const moved = this.parts.numbers.note(before, after)
    const events: HostEvent[] = moved === undefined ? [] : [{ type: 'touched', device: moved }]
    const { vifs } = this.parts
    const names = [before, after].map((row) => (row && vifPort(row) !== undefined ? vifs.nameOf(row) : undefined))
    const [was, is] = names
    // A device under its canonical name is a link of the kernel's, which tells of it itself.
    if (was !== undefined && was !== is && was !== before?.name) events.push({ type: 'link-removed', device: was })
    if (is !== undefined && was !== is && is !== after?.name) events.push({ type: 'link-added', device: is })
    if (before !== undefined && after !== undefined && isChanged(before, after)) {
      const port = this.parts.database.replica.portOfInterface(after)
      if (port !== undefined && readMark(port.external_ids) !== undefined) events.push(...this.touched(port.name))
    }
    return events
  }

  private touched(portName: string): readonly HostEvent[] {
    const { database, vifs } = this.parts
    const device = database.replica.interface(portName)
    const name = device === undefined ? portName : vifs.nameOf(device)
    return database.busy.has(name) || database.busy.has(portName) ? [] : [{ type: 'touched', device: name }]
  }
}

const isChanged = (before: InterfaceRow, after: InterfaceRow): boolean =>
  before.type !== after.type ||
  before.options !== after.options ||
  before.external_ids !== after.external_ids ||
  (before.error !== after.error && after.error !== undefined)
