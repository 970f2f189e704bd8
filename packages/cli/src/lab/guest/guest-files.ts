import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../base/package-root.ts'
import type { LabState } from '../state/lab-state.ts'

type Place = Pick<LabState, 'directory'>

/** What one VM keeps: leases, names, logs of its clients. */
export const guestDirectory = ({ directory }: Place, vm: string): string => join(directory, 'guests', vm)

/** Begins the names of the files that {@link LEASE_SCRIPT} writes. */
export const leaseBase = (state: Place, vm: string): string => join(guestDirectory(state, vm), 'eth0')

/** The VM's `/etc/resolv.conf`. */
export const resolvConf = (state: Place, vm: string): string => `${leaseBase(state, vm)}.resolv.conf`

/** What clients call when they have something to tell. */
export const LEASE_SCRIPT: string = join(PACKAGE_ROOT, 'guest', 'lease.sh')

/** Name of a VM's mounts among those of the lab; hosts are not called so. */
export const guestMounts = (vm: string): string => `vm-${vm}`
