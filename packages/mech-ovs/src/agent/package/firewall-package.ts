import type { FirewallPackage } from '@netloom/core'
import { readPermittedEthertypes } from '@netloom/core/kit'
import { openvswitchFirewall } from '../firewall/openvswitch-firewall.ts'
import { parseRendererOptions } from '../options/parse-renderer-options.ts'
import { readOpenvswitchOptions } from '../options/read-renderer-options.ts'
import { providerPorts } from '../render/provider-ports.ts'

/** `firewall_driver = openvswitch`. */
export const firewallPackage: FirewallPackage = {
  compose: ({ ini }) => {
    const settings = parseRendererOptions(readOpenvswitchOptions(ini.sections).renderer)
    const { integrationBridge, tunnels, bridgeMappings } = settings
    const uplinks = [
      ...(tunnels === undefined ? [] : [tunnels.outer]),
      ...Object.values(bridgeMappings).map((provider) => providerPorts(provider).ours),
    ]
    const permittedEthertypes = readPermittedEthertypes(ini.sections)
    return Promise.resolve(openvswitchFirewall({ permittedEthertypes, integrationBridge, uplinks }))
  },
}
