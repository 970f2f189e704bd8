import type { FirewallRenderer, Logger } from '@netloom/core'
import { type IniConfig, readPermittedEthertypes } from '@netloom/core/kit'
import { HostRequirementError, probeFeatures } from '@netloom/dataplane'
import { linuxBridgeFirewall } from '@netloom/mech-linuxbridge/agent'
import { openvswitchFirewall, readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import type { AgentMechanism } from './choose-mechanism.ts'
import { UNGUARDED, guardChoice } from './firewall-driver.ts'

/**
 * What keeps the ports of a switch from sending as others; undefined = nothing does, because the files say so in so many words.
 * One line of the log says which.
 * @throws {ConfigurationError} for a driver that is not this switch's
 * @throws {HostRequirementError} when this host cannot guard
 */
export async function agentFirewall(
  ini: IniConfig,
  mechanism: AgentMechanism,
  logger: Logger,
): Promise<FirewallRenderer | undefined> {
  const { guards, isOverruled, firewallDriver = null } = guardChoice(ini, mechanism)
  if (!guards) {
    const fields = { mechanism, guard: 'none', firewallDriver }
    logger.warn(fields, 'port security is off on this host: its ports may send from any MAC and address')
    return undefined
  }
  const firewall = mechanism === 'linuxbridge' ? await bridgeFirewall(ini) : switchFirewall(ini)
  logger.info({ mechanism, guard: firewall.name, firewallDriver }, 'port security guards the ports of this host')
  if (isOverruled) logger.warn({ firewallDriver, remedy: UNGUARDED }, 'port security stays on: only both words end it')
  return firewall
}

async function bridgeFirewall(ini: IniConfig): Promise<FirewallRenderer> {
  const missing = (await probeFeatures(['nftables on bridges'])).find(({ ok }) => !ok)
  if (missing === undefined) return linuxBridgeFirewall({ permittedEthertypes: readPermittedEthertypes(ini.sections) })
  const { said = '', fix = '' } = missing
  throw new HostRequirementError(
    `the ports of this host cannot be guarded: no nftables on bridges (${said}); ${fix}; or, to run unguarded, write ${UNGUARDED}`,
  )
}

function switchFirewall(ini: IniConfig): FirewallRenderer {
  const { integrationBridge } = readOpenvswitchOptions(ini.sections).renderer
  const permittedEthertypes = readPermittedEthertypes(ini.sections)
  return openvswitchFirewall({ permittedEthertypes, ...(integrationBridge !== undefined && { integrationBridge }) })
}
