import { disableChecksumOffload } from '../kernel/checksum-offload.ts'
import { skipDuplicateDetection } from '../guest/guest-clients.ts'
import { ipBatch } from '../kernel/ip-tool.ts'
import type { LabHost, LabVm } from '../state/lab-state.ts'
import { guestLines, tapLines } from './vm-lines.ts'

/** Puts a VM on a host: the tap there, whose other end is the VM's eth0, and the guest's side of it. */
export async function plugVm(vm: LabVm, host: LabHost): Promise<void> {
  await ipBatch(tapLines(vm), host.netns)
  await startGuest(vm, host)
}

/** What happens inside a VM whose tap is there. */
export async function startGuest(vm: LabVm, host: LabHost): Promise<void> {
  if (host.hasOvs === true) await disableChecksumOffload(vm.netns, ['eth0'])
  if (vm.families !== undefined) await skipDuplicateDetection(vm)
  await ipBatch(guestLines(vm), vm.netns)
}
