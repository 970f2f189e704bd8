import type { FirewallPackage } from '@netloom/core'
import { readPermittedEthertypes, UNGUARDED } from '@netloom/core/kit'
import { HostRequirementError, probeFeatures } from '@netloom/dataplane'
import { linuxBridgeFirewall } from '../firewall/linux-bridge-firewall.ts'

/** `firewall_driver = iptables`: nftables on bridges does its work. */
export const firewallPackage: FirewallPackage = {
  compose: async ({ ini }) => {
    const missing = (await probeFeatures(['nftables on bridges'])).find(({ ok }) => !ok)
    if (missing === undefined)
      return linuxBridgeFirewall({ permittedEthertypes: readPermittedEthertypes(ini.sections) })
    const { said = '', fix = '' } = missing
    throw new HostRequirementError(
      `the ports of this host cannot be guarded: no nftables on bridges (${said}); ${fix}; or, to run unguarded, write ${UNGUARDED}`,
    )
  },
}
