import { isIP } from 'node:net'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiNetwork, ApiPort, ApiSubnet } from '../api/neutron-types.ts'
import { canonicalAddress } from '../api/canonical-address.ts'
import { requireLab, withController } from '../lab/state/open-lab.ts'
import type { LabVm } from '../lab/state/lab-state.ts'

/** What of the API is meant by a word, as causes name it, and the names of all objects by cause. */
export interface KnownObjects {
  /** `port/<id>`, `network/<id>` */
  readonly causes: readonly string[]
  readonly names: ReadonlyMap<string, string>
}

export interface Inventory {
  readonly networks: readonly Pick<ApiNetwork, 'id' | 'name'>[]
  readonly subnets: readonly Pick<ApiSubnet, 'id' | 'name' | 'network_id' | 'cidr'>[]
  readonly ports: readonly Pick<ApiPort, 'id' | 'name' | 'mac_address' | 'fixed_ips'>[]
  readonly vms: readonly Pick<LabVm, 'name' | 'portId'>[]
}

/** Asks the lab's controller; without one only devices and ids are known. */
export async function findObjects(lab: string, what: string): Promise<KnownObjects> {
  const state = await requireLab(lab)
  try {
    return await withController(state, async (client) => knownObjects(what, await inventory(client, state.vms)))
  } catch {
    return { causes: [], names: new Map() }
  }
}

/** Names of all objects by cause; none without a controller. */
export async function findNames(lab: string): Promise<ReadonlyMap<string, string>> {
  return (await findObjects(lab, '')).names
}

async function inventory(client: ApiClient, vms: readonly LabVm[]): Promise<Inventory> {
  const [networks, subnets, ports] = await Promise.all([
    client.networks.list(),
    client.subnets.list(),
    client.ports.list(),
  ])
  return { networks, subnets, ports, vms }
}

/** Pure. Whoever has a subnet in hand asks for its network: hosts know no subnets. */
export function knownObjects(what: string, { networks, subnets, ports, vms }: Inventory): KnownObjects {
  const word = what.replace(/^(port|network|subnet)\//, '')
  const lower = word.toLowerCase().replaceAll('-', ':')
  const address = isIP(word) === 0 ? undefined : canonicalAddress(word)
  const isPort = ({ id, name, mac_address, fixed_ips }: Inventory['ports'][number]): boolean =>
    id === word ||
    name === word ||
    mac_address === lower ||
    vms.some((vm) => vm.name === word && vm.portId === id) ||
    fixed_ips.some(({ ip_address }) => ip_address === address)
  const meant = [
    ...ports.filter(isPort).map(({ id }) => `port/${id}`),
    ...networks.filter(({ id, name }) => id === word || name === word).map(({ id }) => `network/${id}`),
    ...subnets
      .filter(({ id, name, cidr }) => id === word || name === word || cidr === word)
      .map(({ network_id }) => `network/${network_id}`),
  ]
  const vmOf = new Map(vms.map(({ portId, name }) => [portId, name]))
  const names = [
    ...networks.map(({ id, name }) => [`network/${id}`, name] as const),
    ...ports.map(
      ({ id, name, fixed_ips }) =>
        [
          `port/${id}`,
          [name || (vmOf.get(id) ?? ''), ...fixed_ips.map(({ ip_address }) => ip_address)].filter(Boolean).join(', '),
        ] as const,
    ),
  ]
  return { causes: [...new Set(meant)], names: new Map(names.filter(([, name]) => name !== '')) }
}
