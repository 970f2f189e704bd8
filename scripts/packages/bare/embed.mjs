// An ES module of a stranger: a controller in memory hands out a VNI and an address.
import assert from 'node:assert/strict'
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'

const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[100, 200]] }), linuxbridge(), l2population()],
  store: sqliteStore(':memory:'),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
const admin = adminContext()
const network = await netloom.networks.create(admin, { name: 'blue' })
const subnet = await netloom.subnets.create(admin, { networkId: network.id, cidr: '10.0.0.0/24' })
const port = await netloom.ports.create(admin, { networkId: network.id })
const [segment] = network.segments
assert.equal(segment.networkType, 'vxlan')
assert.ok(segment.segmentationId >= 100 && segment.segmentationId <= 200)
assert.equal(port.fixedIps[0].subnetId, subnet.id)
assert.match(port.fixedIps[0].ipAddress, /^10\.0\.0\.\d+$/)
await netloom.close()
console.log('ok  an ES module creates a network, a subnet and a port')
