import { mkdir, rm, writeFile } from 'node:fs/promises'
import { ipBatchForce } from '../kernel/ip-tool.ts'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { makeGuestMounts, mountsOf, removeMounts } from '../mounts/host-mounts.ts'
import { endClients } from './guest-clients.ts'
import { guestDirectory, guestMounts, resolvConf } from './guest-files.ts'

/** What a VM that leases its addresses has of its own beside its network: mounts, with an empty resolv.conf. */
export async function makeGuest(state: LabState, vm: LabVm): Promise<void> {
  await mkdir(guestDirectory(state, vm.name), { recursive: true, mode: 0o700 })
  await writeFile(resolvConf(state, vm.name), '')
  await makeGuestMounts(state, guestMounts(vm.name), vm.netns, resolvConf(state, vm.name))
}

/** Removes a VM: clients, mounts, files, namespace. */
export async function removeGuest(state: LabState, vm: LabVm): Promise<void> {
  if (vm.families !== undefined) {
    await endClients(state, vm)
    await removeMounts(mountsOf(state, guestMounts(vm.name)))
    await rm(mountsOf(state, guestMounts(vm.name)), { force: true })
    await rm(guestDirectory(state, vm.name), { recursive: true, force: true })
  }
  await ipBatchForce([`netns del ${vm.netns}`])
}
