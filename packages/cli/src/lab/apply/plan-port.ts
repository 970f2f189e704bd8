import type { ApiClient } from '../../api/api-client.ts'
import type { ApiPort, ApiPortRequest } from '../../api/neutron-types.ts'
import { labMigrate } from '../vm/lab-move.ts'
import type { LabState } from '../state/lab-state.ts'
import { requireHost } from '../state/open-lab.ts'
import type { Topology } from '../state/topology.ts'
import { canonicalAddress } from '../../api/canonical-address.ts'
import { onlyOne, requireNetwork } from './find-by-name.ts'
import { refuseChange } from './refuse-change.ts'
import { compare, type Difference, type PlannedChange } from './topology-change.ts'

type WantedPort = Topology['ports'][number]

/** What a port of the file needs. @throws {Failure} when it exists and cannot become what the file says */
export async function planPort(
  client: ApiClient,
  state: LabState,
  wanted: WantedPort,
): Promise<readonly PlannedChange[]> {
  if (wanted.host !== undefined) requireHost(state, wanted.host)
  const present = onlyOne('port', wanted.name, await client.ports.list({ name: wanted.name }))
  if (present === undefined) return [createPort(client, wanted)]
  const { name: network } = await client.networks.get(present.network_id)
  const what = `port ${wanted.name}`
  refuseChange(
    what,
    compare('network', network, wanted.network === present.network_id ? network : wanted.network),
    'give the new one another name',
  )
  const moves = compare('host', present['binding:host_id'], wanted.host)
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

function changesOf(present: ApiPort, wanted: WantedPort): readonly Difference[] {
  const addresses = (list: readonly string[] | undefined): string | undefined =>
    list?.map(canonicalAddress).sort().join(', ')
  return [
    ...compare('mac', present.mac_address, wanted.mac?.toLowerCase()),
    ...compare('ips', addresses(present.fixed_ips.map((fixed) => fixed.ip_address)), addresses(wanted.ips)),
    ...compare('deviceOwner', present.device_owner, wanted.deviceOwner),
  ]
}

function createPort(client: ApiClient, wanted: WantedPort): PlannedChange {
  return {
    change: { op: 'create', kind: 'port', name: wanted.name, differences: [] },
    run: async () => {
      const { id } = await requireNetwork(client, wanted.network, `port ${wanted.name}`)
      const fields = { network_id: id, name: wanted.name, device_owner: 'compute:nova', ...portFields(wanted) }
      return (await client.ports.create(fields)).id
    },
  }
}

function portFields({ host, mac, ips, deviceOwner }: WantedPort): ApiPortRequest {
  return {
    ...(deviceOwner !== undefined && { device_owner: deviceOwner }),
    ...(host !== undefined && { 'binding:host_id': host }),
    ...(mac !== undefined && { mac_address: mac }),
    ...(ips !== undefined && { fixed_ips: ips.map((ip) => ({ ip_address: ip })) }),
  }
}
