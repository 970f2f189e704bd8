import { installDebianPackages, isThere } from './debian.mjs'
import { missingGroups } from './debian-needs.mjs'
import { SetupError } from './run.mjs'

const byHand = (packages) => `apt-get install --no-install-recommends ${packages.join(' ')}`
const packagesOf = (groups) => [...new Set(groups.flatMap((group) => group.packages(group.missing())))]
const isRequired = (group) => group.without === undefined
const isRoot = () => process.getuid?.() === 0

/** Refuses to go on where something required is missing and cannot be installed from here. @throws {SetupError} */
export function requireInstallable() {
  if (process.platform !== 'linux')
    throw new SetupError('netloom drives the Linux kernel; run it in a Linux machine or VM')
  for (const group of missingGroups({ tests: false }).filter(isRequired)) {
    const what = `missing commands: ${group.missing().join(', ')}`
    if (!isThere('apt-get')) throw new SetupError(`${what}; install them with this system's package manager`)
    if (!isRoot()) throw new SetupError(`${what}; run as root, or run once: sudo ${byHand(packagesOf([group]))}`)
  }
}

/**
 * Installs the Debian packages that are missing, all in one call of apt: its start and its lists cost more than most packages.
 * What cannot be had and is not required is said, with what is lost. @throws {SetupError}
 */
export async function installDebian({ tests }, say) {
  const wanted = missingGroups({ tests })
  if (wanted.length === 0) return
  if (!isRoot() || !isThere('apt-get')) {
    for (const { name, without, ...group } of wanted)
      say(`${name}: not installed; ${without} (${byHand(packagesOf([group]))})`)
    return
  }
  const packages = packagesOf(wanted)
  say(`installing ${packages.join(', ')}`)
  let { output } = await installDebianPackages(packages)
  // One package that this system does not know stops apt before the first: each group for itself then.
  const left = missingGroups({ tests })
  if (left.length > 0 && wanted.length > 1)
    for (const group of left) {
      say(`trying ${group.name} again`)
      output += (await installDebianPackages(packagesOf([group]))).output
    }
  report(missingGroups({ tests }), output, say)
}

function report(groups, output, say) {
  const lastLines = output.trim().split('\n').slice(-5).join('\n')
  for (const group of groups) {
    if (!isRequired(group)) {
      say(`${group.name}: not installed, ${group.without}:\n${lastLines}`)
      continue
    }
    process.stderr.write(output)
    throw new SetupError(
      `${group.missing().join(', ')} still missing after apt-get (its output is above); mend it and run: ${byHand(packagesOf([group]))}`,
    )
  }
}
