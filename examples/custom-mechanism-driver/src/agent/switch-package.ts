import { ConfigurationError, type SwitchPackage } from '@netloom/core'
import { deviceOfAddress, hostAddresses } from '@netloom/dataplane'
import { FLOOD_BRIDGE } from '../flood-bridge-driver.ts'
import { floodBridgeRenderer } from './flood-bridge-renderer.ts'
import { readOptions } from './options.ts'

/** `netloom agent --mechanism floodbridge`: package.json names this export under `netloom.switches`. */
export const switchPackage: SwitchPackage = {
  name: FLOOD_BRIDGE,
  readOptions: (ini) => {
    readOptions(ini)
    return {}
  },
  compose: async ({ ini, netns }) => {
    const { localIp } = readOptions(ini.sections)
    const found = deviceOfAddress(await hostAddresses(netns), localIp)
    if ('device' in found) return { renderer: floodBridgeRenderer({ localIp, underlay: found.device }), kinds: [] }
    const where = `${ini.origin(FLOOD_BRIDGE, 'local_ip') ?? ''} [floodbridge] local_ip`.trimStart()
    const problem = { where, value: localIp, problem: 'is not an address of this host', remedy: found.remedy }
    throw new ConfigurationError([problem])
  },
  hostFile: (localIp) => ({ ini: `[floodbridge]\nlocal_ip = ${localIp}\n\n${UNGUARDED}` }),
  lab: {
    networkTypes: ['vxlan'],
    hostIni: () => UNGUARDED,
    identityIni: ({ vtep }) => `[floodbridge]\nlocal_ip = ${vtep}\n`,
  },
}

// It brings no firewall package, and an agent runs ports unguarded only when its files say so twice.
const UNGUARDED = '[securitygroup]\nfirewall_driver = noop\n\n[agent]\nprevent_arp_spoofing = False\n'
