// Run as a process of its own by crash.test.ts: a controller on the SQLite file that its argument names. JavaScript on what is
// compiled (`scripts/vitest/compile.mjs` sees to that): it comes up in a quarter of the time.
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { startServer } from '@netloom/server'

const [path = ''] = process.argv.slice(2)
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[1, 9_999]] })],
  store: sqliteStore(path),
  ml2: { projectNetworkTypes: ['vxlan'] },
})
// A busy machine is no fault: it sheds no load, which the clients would take for answers.
const contextOf = (_, requestId) => Promise.resolve(adminContext('admin', requestId))
const { url } = await startServer({ netloom, contextOf, port: 0, limits: { eventLoopDelay: 0 } })
process.stdout.write(`${url}\n`)
