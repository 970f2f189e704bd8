import type { MechanismDriver, Network, Port } from '@netloom/core'
import type { TestCloud } from './test-netloom.ts'

export async function network(cloud: TestCloud, more: object = {}): Promise<Network> {
  const made = await cloud.netloom.networks.create(cloud.admin, more)
  await cloud.netloom.subnets.create(cloud.admin, { networkId: made.id, cidr: '10.0.0.0/24' })
  return made
}

export const create = (cloud: TestCloud, { id }: Network, more: object = {}): Promise<Port> =>
  cloud.netloom.ports.create(cloud.admin, { networkId: id, host: 'h1', ...more })

export const bindsTo = (name: string, bindPort: NonNullable<MechanismDriver['bindPort']>): MechanismDriver => ({
  name,
  connectivity: 'l2',
  bindPort,
})

export const binds = (name: string): MechanismDriver =>
  bindsTo(name, ({ segmentsToBind: [segment] }) =>
    segment === undefined ? undefined : { type: 'bound', segmentId: segment.id, vifType: name, vifDetails: {} },
  )
