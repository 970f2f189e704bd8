import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, SetupError } from './run.mjs'

// A user's PATH often lacks the sbin folders, where these tools live.
const folders = [...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'])]

function isThere(command) {
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
  await withoutServices(async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const update = await run('apt-get', ['update', '-q'], { env })
    const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env })
    if (install.code === 0) return
    process.stderr.write(update.code === 0 ? install.output : update.output + install.output)
    throw new SetupError(
      `apt-get could not install ${packages.join(', ')} (its output is above); mend it and run: ${byHand}`,
    )
  })
}

/** Packages may not start services while `work` runs. A policy that somebody else has set stays as it is. */
async function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' })
  try {
    return await work()
  } finally {
    rmSync(policy, { force: true })
  }
}
