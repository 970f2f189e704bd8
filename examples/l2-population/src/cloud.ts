import type { WireCount } from './wire-count.ts'

/** A virtual machine of the demo: a namespace whose eth0 is a port. */
export interface Machine {
  readonly name: string
  readonly portId: string
  readonly mac: string
  readonly ip: string
}

export interface MachineRequest {
  readonly name: string
  readonly host: string
  readonly mac?: string
  readonly ip?: string
  readonly deviceOwner?: string
}

/** What the chapters do with a lab of one network; all of it on real namespaces, devices and processes. */
export interface Cloud {
  readonly vni: number
  /** Whether L2 population fills the tables. */
  readonly populated: boolean
  /** Host name → VTEP. */
  readonly vteps: ReadonlyMap<string, string>
  boot(request: MachineRequest): Promise<Machine>
  /** Moves a running machine; returns when its port is ACTIVE on the new host. */
  migrate(name: string, host: string): Promise<void>
  /** Deletes machine and port. */
  remove(name: string): Promise<void>
  /** Kills a process of the lab, `agent@host` for instance, starts it again, and returns when it is ready. */
  restart(target: string): Promise<void>
  /** Standard output of a command inside a machine or host; throws when it fails. */
  run(place: string, ...command: readonly string[]): Promise<string>
  /** Whether a command inside a machine or host succeeds. */
  succeeds(place: string, ...command: readonly string[]): Promise<boolean>
  /** Counts what crosses the underlay while `work` runs; `vtepOfMac` says where each machine lives. */
  watchWire(vtepOfMac: ReadonlyMap<string, string>, work: () => Promise<void>): Promise<WireCount>
}
