import { awaitActive, unplug } from './lab-boot.ts'
import { ipBatch, ipBatchForce } from './ip-tool.ts'
import type { LabVm } from './lab-state.ts'
import { tapName } from './names.ts'
import { requireHost, requireLab, requireVm, updateLab, withController } from './open-lab.ts'
import { guestLines, tapLines } from './vm-lines.ts'

/** Moves a running VM to another host: same namespace, same MAC and addresses, new tap. Returns when the port is ACTIVE there. */
export async function labMigrate(name: string, target: string, lab = 'lab'): Promise<LabVm> {
  const state = await requireLab(lab)
  const vm = requireVm(state, name)
  const from = requireHost(state, vm.host)
  const to = requireHost(state, target)
  if (from.name === to.name) return vm
  const moved: LabVm = { ...vm, host: to.name }
  await withController(state, async (client) => {
    await client.ports.update(vm.portId, { host: to.name })
    // A guest has one eth0: the old cable goes before the new one comes.
    await ipBatchForce([`link del ${tapName(vm.portId)}`], from.netns)
    const start = performance.now()
    await ipBatch(tapLines(moved), to.netns)
    await ipBatch(guestLines(moved), vm.netns)
    await awaitActive(client, vm.portId, start)
  })
  await updateLab(lab, (current) => ({ ...current, vms: current.vms.map((one) => (one.name === name ? moved : one)) }))
  return moved
}

/** Deletes a VM and its port. */
export async function labDelete(name: string, lab = 'lab'): Promise<void> {
  const state = await requireLab(lab)
  const vm = requireVm(state, name)
  await withController(state, async (client) => {
    await client.ports.delete(vm.portId)
  })
  await unplug(requireHost(state, vm.host), vm.portId, vm.netns)
  await updateLab(lab, (current) => ({ ...current, vms: current.vms.filter((one) => one.name !== name) }))
}
