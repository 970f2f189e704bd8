import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'

// A user's PATH often lacks the sbin folders, where these tools live.
const folders = [...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'])]

/** Whether a command is installed, also where a user's PATH does not lead. */
export function isThere(command) {
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Installs packages without what they merely recommend, without services started or databases made. Never throws. */
export function installDebianPackages(packages) {
  return withoutServices(async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const update = await run('apt-get', ['update', '-q'], { env })
    const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env })
    return { code: install.code, output: update.code === 0 ? install.output : update.output + install.output }
  })
}

const policy = '/usr/sbin/policy-rc.d'
const ourPolicy =
  '#!/bin/sh\n# netloom setup: packages may not start services while they are being installed\nexit 101\n'

// PostgreSQL's package makes a cluster that starts with the machine, unless a file in this folder says no.
const clusters = '/etc/postgresql-common/createcluster.d'
const noCluster = join(clusters, 'netloom-setup.conf')

/** Packages may not start services while `work` runs. A policy that somebody else has set stays as it is. */
async function withoutServices(work) {
  // One of ours is left over when a setup was killed: take it over, and away.
  const foreign = existsSync(policy) && readFileSync(policy, 'utf8') !== ourPolicy
  const remove = () => {
    if (!foreign) rmSync(policy, { force: true })
    rmSync(noCluster, { force: true })
  }
  const interrupted = () => process.exit(130)
  process.once('exit', remove).once('SIGINT', interrupted).once('SIGTERM', interrupted)
  if (!foreign) writeFileSync(policy, ourPolicy, { mode: 0o755 })
  mkdirSync(clusters, { recursive: true })
  writeFileSync(
    noCluster,
    '# netloom setup: no database while packages are being installed\ncreate_main_cluster = false\n',
  )
  try {
    return await work()
  } finally {
    remove()
    process.off('exit', remove).off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}
