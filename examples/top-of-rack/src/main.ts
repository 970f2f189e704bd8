// Hierarchical binding, as data: who bound what, what the switches of the racks do, what the hosts do.
import assert from 'node:assert/strict'
import { RACKS, rackCloud } from './cloud.ts'
import { planRacks } from './index.ts'

const cloud = await rackCloud({ host1: 'rack1', host2: 'rack2' })
const { netloom, context, renderers } = cloud
const network = await netloom.networks.create(context, { name: 'blue' })
await netloom.subnets.create(context, { networkId: network.id, cidr: '10.0.0.0/24' })
for (const host of renderers.keys()) {
  const { id, binding } = await netloom.ports.create(context, { networkId: network.id, host })
  console.log(`port on ${host}:`, binding.vifType, binding.vifDetails['bound_drivers'])
  assert.deepEqual(
    binding.levels.map(({ driver }) => driver),
    ['top_of_rack', 'openvswitch'],
  )
  assert.equal((await cloud.portItems(host))[0]?.id, id)
}

const item = await cloud.networkItem(network.id)
assert.ok(item)
for (const { rack, vlan, vni, vtep, peers } of planRacks(item, RACKS)) {
  console.log(`switch of ${rack}: VLAN ${String(vlan)} is VNI ${String(vni)} at ${vtep}, peers ${peers.join(', ')}`)
}
for (const [host, renderer] of renderers) {
  console.log(`${host}:`)
  for (const { rule } of renderer.network(item)) console.log(`  ${rule}`)
}

for (const { id } of await netloom.ports.list(context)) await netloom.ports.delete(context, id)
const left = (await netloom.networks.get(context, network.id)).segments.map(({ networkType }) => networkType)
console.log('after the last port left:', left.join(', '))
assert.deepEqual(left, ['vxlan'])
await netloom.close()
