import type { FirewallPackage } from '@netloom/core'
import { readPermittedEthertypes } from '@netloom/core/kit'
import { openvswitchFirewall } from '../firewall/openvswitch-firewall.ts'
import { readOpenvswitchOptions } from '../options/read-renderer-options.ts'

/** `firewall_driver = openvswitch`. */
export const firewallPackage: FirewallPackage = {
  compose: ({ ini }) => {
    const { integrationBridge } = readOpenvswitchOptions(ini.sections).renderer
    const permittedEthertypes = readPermittedEthertypes(ini.sections)
    return Promise.resolve(
      openvswitchFirewall({ permittedEthertypes, ...(integrationBridge !== undefined && { integrationBridge }) }),
    )
  },
}
