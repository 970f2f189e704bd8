// A controller in a process of its own, as users run it: compiled, nothing else in its heap or on its event loop.
// node --expose-gc cost-server.mjs STORE. Says its port; answers { take } with the longest stall since then, { memory } with bytes
// in use after a collection; { hold, how } makes each request of the API compute or sleep for so many milliseconds.
import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { startServer } from '@netloom/server'
import { securityGroups } from '@netloom/security-groups'
import { serviceApi } from '@netloom/security-groups/api'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { EventLoopStall } from './event-loop-stall.mjs'

const store = sqliteStore(process.argv[2])
const modules = [vxlan({ vniRanges: [[1, 9_999]] }), securityGroups()]
const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
let faulty = { hold: 0, how: '' }
const server = await startServer({
  netloom,
  store,
  resources: serviceResources(RESOURCES, [serviceApi]),
  port: 0,
  limits: { eventLoopDelay: 0 },
  contextOf: (_, requestId) => {
    hold(faulty)
    return Promise.resolve(adminContext('admin', requestId))
  },
})
const stall = new EventLoopStall()

const COMMANDS = {
  take: () => stall.take(),
  memory: () => {
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  },
  hold: (how) => {
    faulty = how
  },
}
process.on('message', ({ command, argument }) => process.send({ result: COMMANDS[command](argument) ?? null }))
process.once('disconnect', async () => {
  await server.close()
  await netloom.close()
  process.exit()
})
process.send({ result: server.port })

function hold({ hold: milliseconds, how }) {
  if (milliseconds === 0) return
  if (how === 'asleep') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
  const until = process.cpuUsage()
  while (how === 'computing') {
    const { user, system } = process.cpuUsage(until)
    if (user + system > milliseconds * 1_000) return
  }
}
