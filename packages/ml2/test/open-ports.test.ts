import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Network, Port } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let network: Network
beforeEach(async () => {
  cloud = await testCloud()
  network = await cloud.netloom.networks.create(cloud.admin, {})
  await cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr: '10.0.0.0/24' })
})
afterEach(() => cloud.netloom.close())

const PAIR = { allowedAddressPairs: [{ ipAddress: '10.0.0.99' }] }

const create = (more: object = {}): Promise<Port> =>
  cloud.netloom.ports.create(cloud.admin, { networkId: network.id, ...more })

/** What members of the network know, and how often they were told. */
async function told(): Promise<readonly [fixed: boolean | undefined, revision: number]> {
  const [item] = await cloud.items(`network/${network.id}`)
  return [(item?.body as NetworkItem).addressesFixed, item?.revision ?? 0]
}

it.each([
  ['allowed address pairs', PAIR],
  ['no port security', { portSecurityEnabled: false }],
  ['a MAC on several hosts', { deviceOwner: 'network:router_interface_distributed' }],
])('a network is open from its first port with %s to its last', async (_what, open) => {
  await create()
  await create({ deviceOwner: 'network:dhcp' })
  expect(await told()).toEqual([true, 1])
  const first = await create(open)
  expect(await told()).toEqual([false, 3])
  const second = await create(open)
  await cloud.netloom.ports.delete(cloud.admin, first.id)
  expect(await told()).toEqual([false, 3])
  await cloud.netloom.ports.delete(cloud.admin, second.id)
  expect(await told()).toEqual([true, 4])
})

it('a port that is opened and closed again opens and closes its network', async () => {
  const port = await create()
  await cloud.netloom.ports.update(cloud.admin, port.id, PAIR)
  expect(await told()).toEqual([false, 3])
  await cloud.netloom.ports.update(cloud.admin, port.id, { name: 'new' })
  expect(await told()).toEqual([false, 3])
  await cloud.netloom.ports.update(cloud.admin, port.id, { allowedAddressPairs: [] })
  expect(await told()).toEqual([true, 4])
})

it('a network that changes in another way says of its addresses what it said', async () => {
  await create(PAIR)
  await cloud.netloom.networks.update(cloud.admin, network.id, { mtu: 1300 })
  expect(await told()).toEqual([false, 4])
})

it('a network with an open service port is deleted for good', async () => {
  await create({ ...PAIR, portSecurityEnabled: true, deviceOwner: 'network:dhcp' })
  await cloud.netloom.networks.delete(cloud.admin, network.id)
  expect(await cloud.items(`network/${network.id}`)).toEqual([])
})
