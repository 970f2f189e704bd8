// Run as a process of its own by crash.test.ts: a controller on the SQLite file that its argument names.
import { adminContext, createNetloom } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { startServer } from '../../src/start-server.ts'

const [path = ''] = process.argv.slice(2)
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[1, 9_999]] })],
  store: sqliteStore(path),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
const contextOf = (_: unknown, requestId: string): Promise<ReturnType<typeof adminContext>> =>
  Promise.resolve(adminContext('admin', requestId))
const { url } = await startServer({ netloom, contextOf, port: 0 })
process.stdout.write(`${url}\n`)
