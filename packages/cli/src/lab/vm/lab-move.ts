import { ACTIVE_PATIENCE, awaitActive } from './await-active.ts'
import { startClients } from '../guest/guest-clients.ts'
import { removeGuest } from '../guest/guest.ts'
import { ipBatchForce } from '../kernel/ip-tool.ts'
import { withLabLock } from '../state/lab-lock.ts'
import { readLabState, type LabHost, type LabState, type LabVm } from '../state/lab-state.ts'
import { tapName } from '../state/names.ts'
import { changeVms, requireHost, requireLab, requireVm, withController } from '../state/open-lab.ts'
import type { ApiClient } from '../../api/api-client.ts'
import { removeUserData } from '../state/user-data.ts'
import { plugVm } from './plug-vm.ts'
import { Undo } from './undo.ts'

/**
 * Moves a running VM to another host: same namespace, same MAC and addresses, new tap. Returns when the port is ACTIVE there;
 * when it does not become so, the VM is put back.
 */
export async function labMigrate(
  name: string,
  target: string,
  lab = 'lab',
  patience: number = ACTIVE_PATIENCE,
): Promise<LabVm> {
  return withController(await requireLab(lab), async (client) => {
    const undo = new Undo()
    const { moved, wired } = await withLabLock(lab, async () => {
      const state = await requireLab(lab)
      const vm = requireVm(state, name)
      const to = requireHost(state, target)
      if (to.name === vm.host) return { moved: vm, wired: Promise.resolve(0) }
      try {
        return await move(client, state, { vm, to, patience }, undo)
      } catch (error) {
        await undo.run()
        throw error
      }
    })
    try {
      await wired
      if (moved.families !== undefined) await startClients(await requireLab(lab), moved)
      return moved
    } catch (error) {
      await withLabLock(lab, async () => {
        const current = (await readLabState(lab))?.vms.find(({ portId }) => portId === moved.portId)
        if (current?.host === target) await undo.run()
      })
      throw error
    }
  })
}

async function move(
  client: ApiClient,
  state: LabState,
  { vm, to, patience }: { readonly vm: LabVm; readonly to: LabHost; readonly patience: number },
  undo: Undo,
): Promise<{ readonly moved: LabVm; readonly wired: Promise<number> }> {
  const from = requireHost(state, vm.host)
  const moved: LabVm = { ...vm, host: to.name }
  const replace = (by: LabVm): Promise<LabState> =>
    changeVms(state.name, (vms) => vms.map((one) => (one.portId === by.portId ? by : one)))
  await client.ports.update(vm.portId, { 'binding:host_id': to.name })
  undo.add(() => plugVm(vm, from))
  undo.add(() => client.ports.update(vm.portId, { 'binding:host_id': from.name }))
  undo.add(() => replace(vm))
  await replace(moved)
  // A guest has one eth0: the old cable goes before the new one comes.
  await ipBatchForce([`link del ${tapName(vm.portId)}`], from.netns)
  undo.add(() => ipBatchForce([`link del ${tapName(vm.portId)}`], to.netns))
  const start = performance.now()
  await plugVm(moved, to)
  const wired = awaitActive(client, state, vm.portId, start, patience)
  wired.catch(() => undefined)
  return { moved, wired }
}

/** Deletes a VM and its port. */
export async function labDelete(name: string, lab = 'lab'): Promise<void> {
  await withController(await requireLab(lab), (client) =>
    withLabLock(lab, async () => {
      const state = await requireLab(lab)
      const vm = requireVm(state, name)
      for (const port of await client.ports.list({ id: vm.portId })) {
        await removeUserData(state, port)
        await client.ports.delete(port.id)
      }
      await ipBatchForce([`link del ${tapName(vm.portId)}`], requireHost(state, vm.host).netns)
      await removeGuest(state, vm)
      await changeVms(lab, (vms) => vms.filter((one) => one.portId !== vm.portId))
    }),
  )
}
