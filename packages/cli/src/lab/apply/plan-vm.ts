import type { ApiClient } from '../../api/api-client.ts'
import { labBoot } from '../vm/lab-boot.ts'
import { labMigrate } from '../vm/lab-move.ts'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { checkVmName } from '../state/names.ts'
import { requireHost } from '../state/open-lab.ts'
import type { Topology } from '../state/topology.ts'
import { canonicalAddress } from '../../api/canonical-address.ts'
import { refuseChange } from './refuse-change.ts'
import { compare, type PlannedChange } from './topology-change.ts'

type WantedVm = Topology['vms'][number]

/** What a VM of the file needs: to be booted, or to be moved. @throws {Failure} when it runs with another port or other addresses */
export async function planVm(client: ApiClient, state: LabState, wanted: WantedVm): Promise<readonly PlannedChange[]> {
  const { name, host } = wanted
  checkVmName(name, state.hosts)
  if (host !== undefined) requireHost(state, host)
  const present = state.vms.find((vm) => vm.name === name)
  if (present === undefined) return [bootVm(state, wanted)]
  await refuseOther(client, present, wanted)
  const differences = compare('host', present.host, host)
  if (differences.length === 0 || host === undefined) return []
  return [
    {
      change: { op: 'update', kind: 'vm', name, differences },
      run: async () => (await labMigrate(name, host, state.name)).portId,
    },
  ]
}

async function refuseOther(client: ApiClient, present: LabVm, wanted: WantedVm): Promise<void> {
  const addresses = present.addresses.map((address) => address.split('/')[0] ?? '')
  const ip = wanted.ip === undefined ? undefined : canonicalAddress(wanted.ip)
  const network = wanted.network === undefined ? undefined : (await client.networks.get(present.networkId)).name
  const port = wanted.port === undefined ? undefined : (await client.ports.get(present.portId)).name
  refuseChange(
    `VM ${wanted.name}`,
    [
      ...compare('network', network, wanted.network === present.networkId ? network : wanted.network),
      ...compare('port', port, wanted.port === present.portId ? port : wanted.port),
      ...compare('mac', present.macAddress, wanted.mac?.toLowerCase()),
      ...(ip !== undefined && addresses.includes(ip) ? [] : compare('ip', addresses.join(', '), ip)),
    ],
    `delete it with \`netloom lab delete ${wanted.name}\` and apply again`,
  )
}

function bootVm(state: LabState, wanted: WantedVm): PlannedChange {
  return {
    change: { op: 'create', kind: 'vm', name: wanted.name, differences: [] },
    run: async () => {
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
      return (await labBoot({ ...given, name: wanted.name, lab: state.name })).portId
    },
  }
}
