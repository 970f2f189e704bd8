import { existsSync } from 'node:fs'
import { installDebianPackages, isThere } from './debian.mjs'

/**
 * Installs Debian packages that netloom does without when it must: `without` says what is lost then, so nothing here is an error.
 * No service is started.
 */
export async function installOptional({ commands, packages, without }, say) {
  const missing = () => commands.filter((command) => !isThere(command))
  if (missing().length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`not installed; ${without} (apt-get install --no-install-recommends ${packages.join(' ')})`)
    return
  }
  say(`installing ${packages.join(', ')}`)
  const { output } = await installDebianPackages(packages)
  if (missing().length > 0) say(`not installed, ${without}:\n${output.split('\n').slice(-5).join('\n')}`)
}

/** The second switch. Labs run instances of their own, in their namespaces; the one of the system stays down. */
export const openvswitch = {
  commands: ['ovs-vswitchd', 'ovsdb-server', 'ovsdb-tool', 'ovs-vsctl', 'ovs-ofctl'],
  packages: ['openvswitch-switch'],
  without: 'hosts with Open vSwitch cannot be built',
}

/** What VMs lease IPv6 addresses with. */
export const dhclient = {
  commands: ['dhclient'],
  packages: ['isc-dhcp-client'],
  without: 'VMs of labs lease no IPv6 addresses',
}

/** What passes metadata requests on, on networks that no router serves. */
export const haproxy = {
  commands: ['haproxy'],
  packages: ['haproxy'],
  without: 'isolated networks get no metadata proxy',
}

/** A kernel with the device types that this machine's may lack, run as a process by tests, and what compiles its little helper. */
export const userModeLinux = {
  commands: ['linux.uml', 'gcc'],
  packages: ['user-mode-linux', 'gcc', 'libc6-dev'],
  without: 'tests in a user-mode kernel will be skipped',
}
