import type { ApiClient } from '../../api/api-client.ts'
import { Failure } from '../../base/failure.ts'
import { describeVm } from './describe-vm.ts'
import { awaitLease } from '../guest/await-lease.ts'
import { startClients } from '../guest/guest-clients.ts'
import { leasesOf, type Lease } from '../guest/lease.ts'
import { withLabLock } from '../state/lab-lock.ts'
import type { LabVm } from '../state/lab-state.ts'
import { changeVms, requireLab, requireVm, withController } from '../state/open-lab.ts'

/**
 * Has a VM ask for its addresses anew, as a guest does whose network is started again, and waits until it has those of its
 * port. @throws {Failure} when it leases none
 */
export async function labRenew(name: string, lab = 'lab'): Promise<readonly Lease[]> {
  return withController(await requireLab(lab), async (client) => {
    const vm = await withLabLock(lab, () => refreshVm(client, name, lab))
    const state = await requireLab(lab)
    await startClients(state, vm)
    await awaitLease(state, vm)
    return leasesOf(state, vm)
  })
}

/** What its port has now. */
async function refreshVm(client: ApiClient, name: string, lab: string): Promise<LabVm> {
  const known = requireVm(await requireLab(lab), name)
  if (known.families === undefined) throw new Failure(`VM "${name}": its addresses are set; it leases none`, 'usage')
  const vm = await describeVm(client, lab, { name, dhcp: true }, await client.ports.get(known.portId))
  await changeVms(lab, (vms) => vms.map((one) => (one.portId === vm.portId ? vm : one)))
  return vm
}
