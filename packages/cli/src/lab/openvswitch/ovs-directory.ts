import { join } from 'node:path'
import type { LabState } from '../state/lab-state.ts'

/** Where one host's Open vSwitch keeps database, sockets and pids: its `OVS_RUNDIR`. */
export const ovsDirectory = (state: Pick<LabState, 'directory'>, host: string): string =>
  join(state.directory, `ovs-${host}`)

/** The database as `[ovs] ovsdb_connection` and `ovs-vsctl --db` name it. */
export const ovsConnection = (directory: string): string => `unix:${join(directory, 'db.sock')}`

/** With these, `ovs-vsctl`, `ovs-ofctl` and `ovs-appctl` talk to that instance and to no other. */
export function ovsEnvironment(directory: string): Readonly<Record<string, string>> {
  return { OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory, OVS_SYSCONFDIR: directory }
}
