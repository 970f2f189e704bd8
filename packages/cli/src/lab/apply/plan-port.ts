import type { Port, PortCreate, PortUpdate } from '@netloom/core'
import type { ControlClient } from '../../control/control-client.ts'
import { labMigrate } from '../lab-move.ts'
import type { LabState } from '../lab-state.ts'
import { requireHost } from '../open-lab.ts'
import type { Topology } from '../topology.ts'
import { canonicalAddress } from './canonical-address.ts'
import { requireNetwork } from './find-by-name.ts'
import { refuseChange } from './refuse-change.ts'
import { compare, type Difference, type PlannedChange } from './topology-change.ts'

type WantedPort = Topology['ports'][number]

/** What a port of the file needs. @throws {Failure} when it exists and cannot become what the file says */
export async function planPort(
  client: ControlClient,
  state: LabState,
  wanted: WantedPort,
): Promise<readonly PlannedChange[]> {
  if (wanted.host !== undefined) requireHost(state, wanted.host)
  const [present] = await client.ports.list({ name: wanted.name })
  if (present === undefined) return [createPort(client, wanted)]
  const { name: network } = await client.networks.get(present.networkId)
  const what = `port ${wanted.name}`
  refuseChange(
    what,
    compare('network', network, wanted.network === present.networkId ? network : wanted.network),
    'give the new one another name',
  )
  const moves = compare('host', present.binding.host, wanted.host)
  const changes = changesOf(present, wanted)
  const vm = state.vms.find(({ portId }) => portId === present.id)
  if (vm !== undefined) refuseChange(what, changes, `VM ${vm.name} runs on it, delete that first`)
  if (moves.length === 0 && changes.length === 0) return []
  const run = async (): Promise<string> => {
    if (vm !== undefined) await labMigrate(vm.name, wanted.host ?? vm.host, state.name)
    else await client.ports.update(present.id, portFields(wanted))
    return present.id
  }
  return [{ change: { op: 'update', kind: 'port', name: wanted.name, differences: [...moves, ...changes] }, run }]
}

function changesOf(present: Port, wanted: WantedPort): readonly Difference[] {
  const addresses = (list: readonly string[] | undefined): string | undefined =>
    list?.map(canonicalAddress).sort().join(', ')
  return [
    ...compare('mac', present.macAddress, wanted.mac?.toLowerCase()),
    ...compare('ips', addresses(present.fixedIps.map(({ ipAddress }) => ipAddress)), addresses(wanted.ips)),
    ...compare('deviceOwner', present.deviceOwner, wanted.deviceOwner),
  ]
}

function createPort(client: ControlClient, wanted: WantedPort): PlannedChange {
  return {
    change: { op: 'create', kind: 'port', name: wanted.name, differences: [] },
    run: async () => {
      const { id: networkId } = await requireNetwork(client, wanted.network, `port ${wanted.name}`)
      const fields: PortCreate = { networkId, name: wanted.name, deviceOwner: 'compute:nova', ...portFields(wanted) }
      return (await client.ports.create(fields)).id
    },
  }
}

function portFields({ host, mac, ips, deviceOwner }: WantedPort): PortUpdate {
  return {
    ...(deviceOwner !== undefined && { deviceOwner }),
    ...(host !== undefined && { host }),
    ...(mac !== undefined && { macAddress: mac }),
    ...(ips !== undefined && { fixedIps: ips.map((ipAddress) => ({ ipAddress })) }),
  }
}
