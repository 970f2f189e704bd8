import type { Logger } from '@netloom/core'
import type { Operation } from '../ovsdb/operation.ts'
import type { Replica, RowChange } from '../ovsdb/replica.ts'
import type { PortRow } from '../ovsdb/switch-tables.ts'
import { transactParts } from '../ovsdb/transact-parts.ts'
import { DEAD_VLAN } from './local-vlans.ts'
import { readMark } from './mark.ts'
import { isolatePort, deletePort } from './port-operations.ts'
import type { SwitchDatabase } from './switch-database.ts'
import { vifPort } from './vif-names.ts'

/**
 * What cannot wait for a turn. A device with an `iface-id` that a hypervisor puts into the integration bridge is in no VLAN,
 * that is, in all of them: it goes into the dead one at once. A device of ours that its maker took away leaves a record
 * behind, at which ovs-vswitchd tries again and again: the record goes too.
 */
export class UnboundVifQuarantine {
  private active = false

  constructor(
    private readonly database: SwitchDatabase,
    private readonly bridge: string,
    private readonly logger: Logger,
  ) {}

  /** From now on; harmless when repeated. */
  start(): void {
    this.active = true
    this.lookAtAll()
  }

  stop(): void {
    this.active = false
  }

  lookAtAll(): void {
    const row = this.database.replica.bridge(this.bridge)
    this.answer(row === undefined ? [] : this.database.replica.portsOf(row))
  }

  lookAt(changes: readonly RowChange[]): void {
    const { replica } = this.database
    const ports = changes.flatMap(({ table, after }) => {
      if (after === undefined) return []
      const port = table === 'Port' ? after : table === 'Interface' ? replica.portOfInterface(after) : undefined
      return port === undefined || replica.bridgeOf(port)?.name !== this.bridge ? [] : [port]
    })
    this.answer(new Set(ports))
  }

  private answer(ports: Iterable<PortRow>): void {
    if (!this.active || !this.database.client.ready) return
    const { replica, busy } = this.database
    const parts = [...ports].flatMap((port) => {
      if (busy.has(port.name)) return []
      const operations = reflex(port, replica)
      return operations === undefined ? [] : [{ key: port.name, operations }]
    })
    if (parts.length === 0) return
    const release = busy.hold(parts.map(({ key }) => key))
    transactParts(this.database.client, parts, false)
      .catch((error: unknown) => {
        // The next synchronisation looks at all of them again.
        this.logger.debug({ err: error }, 'devices could not be put into the dead VLAN')
      })
      .finally(release)
  }
}

/** What to do about a port; undefined = nothing. */
function reflex(port: PortRow, replica: Replica): readonly Operation[] | undefined {
  const device = replica.interfaceOf(port)
  const bridge = replica.bridgeOf(port)
  const mark = readMark(port.external_ids)
  if (device === undefined || bridge === undefined) return undefined
  if (mark === undefined && vifPort(device) !== undefined && port.tag === undefined) return isolatePort(port, DEAD_VLAN)
  // The kernel's switch says so, that in user space only loses the number of the device.
  const vanished = mark === 'plugged' && (device.ifindex === 0 || device.error?.includes('No such device') === true)
  return vanished ? deletePort(bridge, port) : undefined
}
