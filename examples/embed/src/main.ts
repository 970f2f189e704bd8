// A controller inside your own program: no HTTP, no files, no root. Two simulated hosts, each with a real agent.
import { adminContext, channelPair, createNetloom } from '@netloom/core'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { l2population } from '@netloom/mech-l2pop'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'

const context = adminContext('demo')
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[100, 200]] }), linuxbridge(), l2population()],
  store: sqliteStore(':memory:'),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
const left = await simulatedAgent(netloom, 'left', '192.0.2.1')
const right = await simulatedAgent(netloom, 'right', '192.0.2.2')

const network = await netloom.networks.create(context, { name: 'blue' })
await netloom.subnets.create(context, { networkId: network.id, cidr: '10.0.0.0/24' })
