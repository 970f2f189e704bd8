import { routers } from '@netloom/agent-l3'
import { serviceApi } from '@netloom/agent-l3/api'
import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { startServer } from '@netloom/server'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'

/** The controller that `api` measures: a process of its own, a store in a file with every commit on disk. Says its URL. */
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[1, 1_000_000]] }), linuxbridge(), l2population(), routers()],
  store: sqliteStore(process.argv[2] ?? ''),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
const server = await startServer({
  netloom,
  port: 0,
  resources: serviceResources(RESOURCES, [serviceApi]),
  contextOf: (_, requestId) => Promise.resolve(adminContext('admin', requestId)),
})
process.send?.(server.url)
process.once('disconnect', () => {
  process.exit(0)
})
