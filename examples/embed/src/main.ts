// A controller inside your own program: no HTTP, no files, no root. Two simulated hosts, each with a real agent.
import assert from 'node:assert/strict'
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { l2population } from '@netloom/mech-l2pop'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { eventually } from './eventually.ts'
import { simulatedAgent } from './simulated-agent.ts'

const context = adminContext()
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[100, 200]] }), linuxbridge(), l2population()],
  store: sqliteStore(':memory:'),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
const left = await simulatedAgent(netloom, 'left', '192.0.2.1')
const right = await simulatedAgent(netloom, 'right', '192.0.2.2')

const network = await netloom.networks.create(context, { name: 'blue' })
await netloom.subnets.create(context, { networkId: network.id, cidr: '10.0.0.0/24' })
for (const host of [left, right]) {
  const { id, macAddress, fixedIps } = await netloom.ports.create(context, { networkId: network.id, host: host.name })
  console.log(`${host.name}: ${macAddress} ${fixedIps[0]?.ipAddress ?? ''}`)
  host.plug(`tap${id.slice(0, 11)}`)
}

// The left host ends up knowing where the right one's port lives.
const entry = await eventually(async () => (await left.read()).find((state) => state.kind === 'fdb'))
const [port] = await netloom.ports
  .list(context, { status: 'ACTIVE', networkId: network.id })
  .then((ports) => ports.filter(({ binding }) => binding.host === 'right'))
console.log('left forwards:', entry)
assert.deepEqual(entry, {
  kind: 'fdb',
  device: `vxlan-${String(network.segments[0]?.segmentationId)}`,
  mac: port?.macAddress,
  dst: '192.0.2.2',
})
await netloom.close()
process.exit(0)
