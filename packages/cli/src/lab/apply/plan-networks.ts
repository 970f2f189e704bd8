import type { Network, NetworkCreate, SubnetCreate } from '@netloom/core'
import type { ControlClient } from '../../control/control-client.ts'
import type { Topology } from '../topology.ts'
import { requireNetwork } from './find-by-name.ts'
import { canonicalAddress } from './canonical-address.ts'
import { refuseChange } from './refuse-change.ts'
import { compare, type PlannedChange } from './topology-change.ts'

type WantedNetwork = Topology['networks'][number]
type WantedSubnet = WantedNetwork['subnets'][number]

/** What a network of the file needs. @throws {Failure} when it exists with another segment or another range of addresses */
export async function planNetwork(client: ControlClient, wanted: WantedNetwork): Promise<readonly PlannedChange[]> {
  const { name } = wanted
  const [present] = await client.networks.list({ name })
  const subnets = await Promise.all(wanted.subnets.map((subnet) => planSubnet(client, name, present, subnet)))
  return [
    ...(present === undefined ? [createNetwork(client, wanted)] : changeNetwork(client, wanted, present)),
    ...subnets.flat(),
  ]
}

function createNetwork(client: ControlClient, wanted: WantedNetwork): PlannedChange {
  return {
    change: { op: 'create', kind: 'network', name: wanted.name, differences: [] },
    run: async () => (await client.networks.create(networkCreate(wanted))).id,
  }
}

function changeNetwork(client: ControlClient, wanted: WantedNetwork, present: Network): readonly PlannedChange[] {
  const [segment] = present.segments
  refuseChange(
    `network ${wanted.name}`,
    [
      ...compare('type', segment?.networkType, wanted.type),
      ...compare('segmentationId', segment?.segmentationId, wanted.segmentationId),
      ...compare('physicalNetwork', segment?.physicalNetwork, wanted.physicalNetwork),
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
  client: ControlClient,
  network: string,
  owner: Network | undefined,
  wanted: WantedSubnet,
): Promise<readonly PlannedChange[]> {
  const known = owner === undefined ? [] : await client.subnets.list({ networkId: owner.id })
  const present = known.find((subnet) =>
    wanted.name === undefined ? subnet.cidr === wanted.cidr : subnet.name === wanted.name,
  )
  const name = `${network} ${wanted.name ?? wanted.cidr}`
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
    ...compare('gateway', present.gatewayIp, gateway),
    ...compare('dhcp', present.enableDhcp, wanted.dhcp),
  ]
  if (differences.length === 0) return []
  const change = {
    ...(wanted.gateway !== undefined && { gatewayIp: wanted.gateway }),
    ...(wanted.dhcp !== undefined && { enableDhcp: wanted.dhcp }),
  }
  const run = async (): Promise<string> => (await client.subnets.update(present.id, change)).id
  return [{ change: { op: 'update', kind: 'subnet', name, differences }, run }]
}

function subnetCreate(networkId: string, wanted: WantedSubnet): SubnetCreate {
  return {
    networkId,
    cidr: wanted.cidr,
    ...(wanted.name !== undefined && { name: wanted.name }),
    ...(wanted.gateway !== undefined && { gatewayIp: wanted.gateway }),
    ...(wanted.dhcp !== undefined && { enableDhcp: wanted.dhcp }),
  }
}

function networkCreate({ name, mtu, type, segmentationId, physicalNetwork }: WantedNetwork): NetworkCreate {
  const provided = type !== undefined || segmentationId !== undefined || physicalNetwork !== undefined
  return {
    name,
    ...(mtu !== undefined && { mtu }),
    ...(provided && {
      provider: {
        networkType: type ?? 'vxlan',
        ...(segmentationId !== undefined && { segmentationId }),
        ...(physicalNetwork !== undefined && { physicalNetwork }),
      },
    }),
  }
}
