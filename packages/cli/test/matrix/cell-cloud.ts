import { applyTopology } from '../../src/lab/apply/lab-apply.ts'
import { labDelete } from '../../src/lab/vm/lab-move.ts'
import type { LabState, LabVm } from '../../src/lab/state/lab-state.ts'
import { requireLab, requireVm, withController } from '../../src/lab/state/open-lab.ts'
import { parseTopology } from '../../src/lab/state/topology.ts'
import type { Cell, NetworkType } from './cells.ts'
import { CIDR, FAR_IP, NEAR_IP } from './matrix-lab.ts'

const NETWORK = 'cell'

/** A network of one cell with its two VMs. */
export interface CellCloud {
  readonly type: NetworkType
  readonly networkId: string
  /** VNI, key or VLAN; null for a flat network. */
  readonly segmentationId: number | null
  readonly near: LabVm
  readonly far: LabVm
}

/** Makes the network, and boots a VM on either host. @throws {Failure} when one cannot be bound */
export async function openCell(state: LabState, { type, hosts }: Pick<Cell, 'type' | 'hosts'>): Promise<CellCloud> {
  const lab = state.name
  const [near, far] = hosts
  const topology = {
    networks: [
      { name: NETWORK, type, ...(type === 'vlan' && { physicalNetwork: 'physnet1' }), subnets: [{ cidr: CIDR }] },
    ],
    vms: [
      { name: 'near', network: NETWORK, host: near, ip: NEAR_IP },
      { name: 'far', network: NETWORK, host: far, ip: FAR_IP },
    ],
  }
  await applyTopology(parseTopology(JSON.stringify(topology), 'cell.json'), { lab })
  const now = await requireLab(lab)
  const networks = await withController(state, (client) => client.networks.list({ name: NETWORK }))
  const [network] = networks
  return {
    type,
    networkId: network?.id ?? '',
    segmentationId: network?.['provider:segmentation_id'] ?? null,
    near: requireVm(now, 'near'),
    far: requireVm(now, 'far'),
  }
}

/** Removes what there is of a cell, also after a failure in the middle. */
export async function closeCell(state: LabState): Promise<void> {
  const lab = state.name
  const { vms } = await requireLab(lab)
  for (const { name } of vms) if (name === 'near' || name === 'far') await labDelete(name, lab)
  await withController(state, async (client) => {
    for (const { id } of await client.networks.list({ name: NETWORK })) {
      for (const port of await client.ports.list({ network_id: id })) await client.ports.delete(port.id)
      await client.networks.delete(id)
    }
  })
}
