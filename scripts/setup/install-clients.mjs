import { existsSync } from 'node:fs'
import { installDebianPackages } from './debian.mjs'

const packages = ['python3-openstackclient', 'python3-openstacksdk', 'python3-neutronclient']
const modules = '/usr/lib/python3/dist-packages'

/**
 * Installs Debian's OpenStack clients, which tests point at a controller. Those tests say that they are skipped when this is not
 * possible, so nothing here is an error.
 */
export async function installClients(say) {
  if (['openstackclient', 'openstack', 'neutronclient'].every((name) => existsSync(`${modules}/${name}`))) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`not installed; their tests will be skipped (apt-get install --no-install-recommends ${packages.join(' ')})`)
    return
  }
  say('installing the clients for their tests')
  const { code, output } = await installDebianPackages(packages)
  if (code !== 0) say(`not installed, their tests will be skipped:\n${output.split('\n').slice(-5).join('\n')}`)
}
