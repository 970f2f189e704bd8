import type { Replica } from '../ovsdb/replica.ts'
import type { InterfaceRow } from '../ovsdb/switch-tables.ts'

/** The link name by which everybody knows the device of a port (Neutron: `tap` and 11 characters of the id). */
export const vifName = (portId: string): string => `tap${portId.slice(0, 11)}`

/** The port id that a hypervisor, or we, wrote beside a device. */
export const vifPort = (device: InterfaceRow | undefined): string | undefined => device?.external_ids.get('iface-id')

/** Devices of ports that a hypervisor has put into a bridge under names of its own. */
export class VifNames {
  /** `tap…` → the interface's own name. */
  private readonly others = new Map<string, string>()

  constructor(private readonly replica: Replica) {}

  /** Interface behind a port's canonical name; any other name stands for itself. */
  find(name: string): InterfaceRow | undefined {
    return this.replica.interface(name) ?? this.replica.interface(this.others.get(name) ?? '')
  }

  /** The canonical name of an interface. */
  nameOf(device: InterfaceRow): string {
    const portId = vifPort(device)
    return portId === undefined ? device.name : vifName(portId)
  }

  /** Canonical names of devices that have others. */
  get canonical(): Iterable<string> {
    return this.others.keys()
  }

  note(before: InterfaceRow | undefined, after: InterfaceRow | undefined): void {
    if (before !== undefined && this.others.get(this.nameOf(before)) === before.name)
      this.others.delete(this.nameOf(before))
    if (after !== undefined && this.nameOf(after) !== after.name) this.others.set(this.nameOf(after), after.name)
  }

  rebuild(): void {
    this.others.clear()
    for (const port of this.replica.allPorts()) this.note(undefined, this.replica.interfaceOf(port))
  }
}
