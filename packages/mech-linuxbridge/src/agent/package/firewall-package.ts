import type { FirewallPackage, Logger } from '@netloom/core'
import { readPermittedEthertypes, UNGUARDED } from '@netloom/core/kit'
import { describeForeignChain, foreignRules, HostRequirementError, probeFeatures } from '@netloom/dataplane'
import type { NetworkItem } from '@netloom/core/wire'
import { bridgeName } from '../devices/device-names.ts'
import { linuxBridgeFirewall } from '../firewall/linux-bridge-firewall.ts'
import { readRendererOptions } from '../options/read-renderer-options.ts'

/** `firewall_driver = iptables`, or another name of Neutron's iptables drivers: nftables does their work. */
export const firewallPackage: FirewallPackage = {
  compose: async ({ ini, netns, logger }) => {
    const missing = (await probeFeatures(['nftables on bridges'])).find(({ ok }) => !ok)
    if (missing === undefined) {
      // Nobody waits for it: whoever has thousands of rules has them listed for a while.
      void tellForeignRules(netns, logger)
      const { bridgeMappings = {} } = readRendererOptions(ini.sections)
      return linuxBridgeFirewall({
        ...(netns !== undefined && { netns }),
        permittedEthertypes: readPermittedEthertypes(ini.sections),
        bridgeOf: (network) => operatorBridge(network, bridgeMappings) ?? bridgeName(network.id),
      })
    }
    const { said = '', fix = '' } = missing
    throw new HostRequirementError(
      `the ports of this host cannot be guarded: no nftables on bridges (${said}); ${fix}; or, to run unguarded, write ${UNGUARDED}`,
    )
  },
}

/** Chains of others that the packets of our ports come through, because their bridges ask the tables of IP. */
async function tellForeignRules(netns: string | undefined, logger: Logger): Promise<void> {
  for (const chain of await foreignRules(netns)) logger.warn({ ...chain }, describeForeignChain(chain))
}

/** A flat network may be carried by a bridge that the operator made. */
function operatorBridge({ segments }: NetworkItem, mappings: Readonly<Record<string, string>>): string | undefined {
  const flat = segments.find(({ networkType }) => networkType === 'flat')?.physicalNetwork ?? ''
  return Object.hasOwn(mappings, flat) ? mappings[flat] : undefined
}
