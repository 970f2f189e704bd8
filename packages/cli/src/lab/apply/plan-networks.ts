import type { ApiClient } from '../../api/api-client.ts'
import { ipVersionOf } from '../../api/ip-version.ts'
import type { ApiNetwork, ApiNetworkRequest, ApiSubnet, ApiSubnetRequest } from '../../api/neutron-types.ts'
import type { Topology } from '../state/topology.ts'
import { PHYSICAL_NETWORK } from '../state/names.ts'
import { onlyOne, requireNetwork } from './find-by-name.ts'
import { canonicalAddress } from '../../api/canonical-address.ts'
import { refuseChange } from './refuse-change.ts'
import { compare, type PlannedChange } from './topology-change.ts'

type WantedNetwork = Topology['networks'][number]
type WantedSubnet = WantedNetwork['subnets'][number]

/**
 * What a network of the file needs; `networkType` is that of networks which name none.
 * @throws {Failure} when it exists with another segment or another range of addresses
 */
export async function planNetwork(
  client: ApiClient,
  wanted: WantedNetwork,
  networkType: string,
): Promise<readonly PlannedChange[]> {
  const { name } = wanted
  const present = onlyOne('network', name, await client.networks.list({ name }))
  const subnets = await Promise.all(wanted.subnets.map((subnet) => planSubnet(client, name, present, subnet)))
  return [
    ...(present === undefined ? [createNetwork(client, wanted, networkType)] : changeNetwork(client, wanted, present)),
    ...subnets.flat(),
  ]
}

function createNetwork(client: ApiClient, wanted: WantedNetwork, networkType: string): PlannedChange {
  return {
    change: { op: 'create', kind: 'network', name: wanted.name, differences: [] },
    run: async () => (await client.networks.create(networkCreate(wanted, networkType))).id,
  }
}

function changeNetwork(client: ApiClient, wanted: WantedNetwork, present: ApiNetwork): readonly PlannedChange[] {
  refuseChange(
    `network ${wanted.name}`,
    [
      ...compare('type', present['provider:network_type'], wanted.type),
      ...compare('segmentationId', present['provider:segmentation_id'], wanted.segmentationId),
      ...compare('physicalNetwork', present['provider:physical_network'], wanted.physicalNetwork),
    ],
    'give the new one another name',
  )
  const differences = compare('mtu', present.mtu, wanted.mtu)
  if (differences.length === 0 || wanted.mtu === undefined) return []
  const { mtu } = wanted
  return [
    {
      change: { op: 'update', kind: 'network', name: wanted.name, differences },
      run: async () => (await client.networks.update(present.id, { mtu })).id,
    },
  ]
}

async function planSubnet(
  client: ApiClient,
  network: string,
  owner: ApiNetwork | undefined,
  wanted: WantedSubnet,
): Promise<readonly PlannedChange[]> {
  const known = owner === undefined ? [] : await client.subnets.list({ network_id: owner.id })
  const name = `${network} ${wanted.name ?? wanted.cidr}`
  const isMeant = (subnet: ApiSubnet): boolean =>
    wanted.name === undefined ? subnet.cidr === wanted.cidr : subnet.name === wanted.name
  const present = onlyOne('subnet', name, known.filter(isMeant))
  if (present === undefined) {
    const run = async (): Promise<string> => {
      const { id } = await requireNetwork(client, network, `subnet ${name}`)
      return (await client.subnets.create(subnetCreate(id, wanted))).id
    }
    return [{ change: { op: 'create', kind: 'subnet', name, differences: [] }, run }]
  }
  refuseChange(`subnet ${name}`, compare('cidr', present.cidr, wanted.cidr), 'give the new one another name')
  const gateway = typeof wanted.gateway === 'string' ? canonicalAddress(wanted.gateway) : wanted.gateway
  const differences = [
    ...compare('gateway', present.gateway_ip, gateway),
    ...compare('dhcp', present.enable_dhcp, wanted.dhcp),
    ...compare('allocationPools', showPools(present.allocation_pools), showPools(wanted.allocationPools)),
  ]
  if (differences.length === 0) return []
  const change = {
    ...(wanted.gateway !== undefined && { gateway_ip: wanted.gateway }),
    ...(wanted.dhcp !== undefined && { enable_dhcp: wanted.dhcp }),
    ...(wanted.allocationPools !== undefined && { allocation_pools: wanted.allocationPools }),
  }
  const run = async (): Promise<string> => (await client.subnets.update(present.id, change)).id
  return [{ change: { op: 'update', kind: 'subnet', name, differences }, run }]
}

function subnetCreate(networkId: string, wanted: WantedSubnet): ApiSubnetRequest {
  return {
    network_id: networkId,
    ip_version: ipVersionOf(wanted.cidr),
    cidr: wanted.cidr,
    ...(wanted.name !== undefined && { name: wanted.name }),
    ...(wanted.gateway !== undefined && { gateway_ip: wanted.gateway }),
    ...(wanted.dhcp !== undefined && { enable_dhcp: wanted.dhcp }),
    ...(wanted.allocationPools !== undefined && { allocation_pools: wanted.allocationPools }),
  }
}

/** In one order, as the API gives them in any. */
function showPools(pools: WantedSubnet['allocationPools']): string | undefined {
  return pools
    ?.map(({ start, end }) => `${canonicalAddress(start)}-${canonicalAddress(end)}`)
    .sort()
    .join(', ')
}

function networkCreate(wanted: WantedNetwork, networkType: string): ApiNetworkRequest {
  const { name, mtu, segmentationId } = wanted
  const type = wanted.type ?? networkType
  // A flat network is its physical network as a whole: nobody hands one out, it has to be named.
  const physicalNetwork = wanted.physicalNetwork ?? (type === 'flat' ? PHYSICAL_NETWORK : undefined)
  const provided = wanted.type !== undefined || segmentationId !== undefined || physicalNetwork !== undefined
  return {
    name,
    ...(mtu !== undefined && { mtu }),
    ...(provided && {
      'provider:network_type': type,
      ...(segmentationId !== undefined && { 'provider:segmentation_id': segmentationId }),
      ...(physicalNetwork !== undefined && { 'provider:physical_network': physicalNetwork }),
    }),
  }
}
