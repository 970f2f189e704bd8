// Run as a process of its own by full-disk.lab.test.ts: a controller on the SQLite file that its argument names. Prints its URL,
// then what it logs, from level warn.
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { startServer } from '@netloom/server'

const [path = ''] = process.argv.slice(2)
const say = (level) => (fields, message) =>
  process.stdout.write(`${JSON.stringify({ level, message, cause: fields.err?.message })}\n`)
const quiet = () => undefined
const logger = { debug: quiet, info: quiet, warn: say('warn'), error: say('error') }
const netloom = await createNetloom({
  modules: [vxlan({ vniRanges: [[1, 9_999]] })],
  store: sqliteStore(path),
  ml2: { projectNetworkTypes: ['vxlan'] },
  logger,
})
const contextOf = (_, requestId) => Promise.resolve(adminContext('admin', requestId))
const { url } = await startServer({ netloom, contextOf, port: 0, logger, limits: { eventLoopDelay: 0 } })
process.stdout.write(`${url}\n`)
