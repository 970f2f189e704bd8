/** What hosts of a lab need for one mechanism. */
export interface SwitchLab {
  /** Network types that it realises there. */
  readonly networkTypes: readonly string[]
  /** The lab starts an Open vSwitch for each host, in user space, which owns the NICs and has the VTEP's address. */
  readonly openvswitch?: true
  /** Devices of the kernel that networks of a type need: tried before anything is built. */
  readonly devices?: Readonly<Record<string, LabDevice>>
  /** INI text: what the lab's wiring makes of a host. Files of the user come later and win. */
  hostIni(host: LabSwitchHost): string
  /** INI text: what only the lab can know. It comes last. */
  identityIni(host: LabSwitchHost): string
}

export interface LabDevice {
  /** Line for `ip -batch` that makes one called `trial`. */
  readonly add: string
  /** Module of the kernel, and the option that builds it in. */
  readonly module: string
  readonly option: string
}

/** A host as the lab has wired it. */
export interface LabSwitchHost {
  /** Address of its tunnels' ends. */
  readonly vtep: string
  /** The lab's physical network, the NIC that leads to it, and its bridge where the lab started an Open vSwitch. */
  readonly physicalNetwork: string
  readonly providerNic: string
  readonly providerBridge: string
  /** UDP port of VXLAN that all switches of the lab have to agree on; absent = each its own default. */
  readonly vxlanPort?: number
  /** Where the host's Open vSwitch listens, as `ovs-vsctl --db` names it; only where the lab started one. */
  readonly ovsdb?: string
}
