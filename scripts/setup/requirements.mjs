import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'

/** Refuses a Node older than `engines.node` of the root package.json. */
export function requireNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '')
  const [major, minor] = wanted.split('.').map(Number)
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number)
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return
  throw new SetupError(
    `Node ${process.versions.node} is too old, ${wanted} or newer is needed: https://nodejs.org/en/download`,
  )
}

/** Refuses to go on without root; the message names the npm command that was called. */
export function requireRoot() {
  if (process.getuid?.() === 0) return
  const command = process.env.npm_lifecycle_event ?? 'demo'
  throw new SetupError(`network namespaces need root; run: sudo npm run ${command}`)
}
