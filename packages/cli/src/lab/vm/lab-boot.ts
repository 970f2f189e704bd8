import type { ApiClient } from '../../api/api-client.ts'
import { Failure } from '../../base/failure.ts'
import { awaitActive } from './await-active.ts'
import type { BootRequest } from '../state/boot-request.ts'
import { describeVm } from './describe-vm.ts'
import { awaitLease } from '../guest/await-lease.ts'
import { startClients } from '../guest/guest-clients.ts'
import { makeGuest, removeGuest } from '../guest/guest.ts'
import { ipBatch, ipBatchForce } from '../kernel/ip-tool.ts'
import { withLabLock } from '../state/lab-lock.ts'
import { findPort, preparePort } from './lab-ports.ts'
import { readLabState, writeLabState, type LabHost, type LabState, type LabVm } from '../state/lab-state.ts'
import { nameOption } from '../state/name-option.ts'
import { checkVmName, tapName } from '../state/names.ts'
import { changeVms, requireHost, requireLab, withController } from '../state/open-lab.ts'
import { readUserData, removeUserData, writeUserData } from '../state/user-data.ts'
import { startGuest } from './plug-vm.ts'
import { Undo } from './undo.ts'
import { tapLines } from './vm-lines.ts'

export interface BootedVm extends LabVm {
  /** Milliseconds from the tap's appearing to the port's being ACTIVE. */
  readonly wiredIn: number
  /** Milliseconds from then until it has its addresses, for a VM that leases them. */
  readonly leasedIn?: number
}

interface Plugged {
  readonly vm: LabVm
  readonly wired: Promise<number>
}

/** Boots a VM: a namespace whose eth0 is the port. Returns when the port is ACTIVE, and leased; takes back what it made when that fails. */
export async function labBoot(request: BootRequest): Promise<BootedVm> {
  const lab = request.lab ?? 'lab'
  return withController(await requireLab(lab), async (client) => {
    const undo = new Undo()
    const { vm, wired } = await withLabLock(lab, async () => {
      try {
        return await plug(client, await requireLab(lab), request, undo)
      } catch (error) {
        await undo.run()
        throw error
      }
    })
    try {
      const wiredIn = await wired
      return vm.families === undefined ? { ...vm, wiredIn } : { ...vm, wiredIn, leasedIn: await lease(lab, vm) }
    } catch (error) {
      // The lab may be down by now, or the VM deleted and another one of its name there: then nothing of it is left.
      await withLabLock(lab, async () => {
        if ((await readLabState(lab))?.vms.some(({ portId }) => portId === vm.portId) === true) await undo.run()
      })
      throw error
    }
  })
}

/** A client that starts now is answered at once: an ACTIVE port is one that is wired and known to a DHCP server. */
async function lease(lab: string, vm: LabVm): Promise<number> {
  const start = performance.now()
  const state = await requireLab(lab)
  await startClients(state, vm)
  await awaitLease(state, vm)
  return performance.now() - start
}

/** Makes port, namespace, tap and guest. The name is taken before anything is made; what is made goes to `undo`. */
async function plug(client: ApiClient, state: LabState, request: BootRequest, undo: Undo): Promise<Plugged> {
  const { name } = request
  checkVmName(name, state.hosts)
  if (state.vms.some((vm) => vm.name === name)) {
    throw new Failure(
      `VM "${name}" runs already; delete it with \`netloom lab delete ${name}${nameOption(state.name)}\``,
      'usage',
    )
  }
  const host = await chooseHost(state, client, request)
  const userData = request.userData === undefined ? undefined : await readUserData(state, request.userData)
  const port = await preparePort(client, host, request, undo)
  if (userData !== undefined) {
    undo.add(() => removeUserData(state, port))
    await writeUserData(state, port, userData)
  }
  const user = state.vms.find(({ portId }) => portId === port.id)
  if (user !== undefined)
    throw new Failure(`port ${port.id}: is the port of VM "${user.name}" already; name another`, 'usage')
  const vm = await describeVm(client, state.name, request, port)
  undo.add(() => changeVms(state.name, (vms) => vms.filter((one) => one.portId !== vm.portId)))
  await writeLabState({ ...state, vms: [...state.vms, vm] })
  await ipBatch([`netns add ${vm.netns}`])
  undo.add(() => removeGuest(state, vm))
  if (vm.families !== undefined) await makeGuest(state, vm)
  undo.add(() => ipBatchForce([`link del ${tapName(vm.portId)}`], host.netns))
  const start = performance.now()
  await ipBatch(tapLines(vm), host.netns)
  const wired = awaitActive(client, state, vm.portId, start)
  // Awaited by the caller, who lets the guest's set-up fail first.
  wired.catch(() => undefined)
  await startGuest(vm, host)
  return { vm, wired }
}

async function chooseHost(state: LabState, client: ApiClient, request: BootRequest): Promise<LabHost> {
  if (request.host !== undefined) return requireHost(state, request.host)
  const bound = request.port === undefined ? '' : (await findPort(client, request.port))['binding:host_id']
  return requireHost(state, bound === '' ? (state.hosts[0]?.name ?? '') : bound)
}
