import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, SetupError } from './run.mjs'

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

/** Installs the Debian packages of those commands that are missing, all in one go. `needs` maps command to package. */
export async function needCommands(needs, say) {
  const missing = Object.keys(needs).filter((command) => !isThere(command))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((command) => needs[command]))]
  const byHand = `apt-get install --no-install-recommends ${packages.join(' ')}`
  if (!isThere('apt-get')) {
    throw new SetupError(`missing commands: ${missing.join(', ')}; install them with this system's package manager`)
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(`missing commands: ${missing.join(', ')}; run as root, or run once: sudo ${byHand}`)
  }
  say(`installing ${packages.join(', ')}`)
  const { output } = await installDebianPackages(packages)
  const absent = missing.filter((command) => !isThere(command))
  if (absent.length === 0) return
  process.stderr.write(output)
  throw new SetupError(
    `${absent.join(', ')} still missing after apt-get (its output is above); mend it and run: ${byHand}`,
  )
}

/** Installs packages without what they merely recommend, and without starting their services. Never throws. */
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

/** Packages may not start services while `work` runs. A policy that somebody else has set stays as it is. */
async function withoutServices(work) {
  // One of ours is left over when a setup was killed: take it over, and away.
  if (existsSync(policy) && readFileSync(policy, 'utf8') !== ourPolicy) return work()
  const remove = () => rmSync(policy, { force: true })
  const interrupted = () => process.exit(130)
  process.once('exit', remove).once('SIGINT', interrupted).once('SIGTERM', interrupted)
  writeFileSync(policy, ourPolicy, { mode: 0o755 })
  try {
    return await work()
  } finally {
    remove()
    process.off('exit', remove).off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}
