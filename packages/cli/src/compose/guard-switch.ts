import { ConfigurationError, type FirewallRenderer, type HostPlace } from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import { UNGUARDED } from '@netloom/core/kit'
import { guardChoice, type SwitchGuards } from './firewall-driver.ts'
import { loadFirewall } from './host-packages.ts'
import { requireParts } from './require-parts.ts'

/** Those that guard ports of a switch. */
export const guardsOf = (mechanism: string, firewalls: readonly Offer[]): SwitchGuards => ({
  mechanism,
  names: firewalls.filter(({ switches }) => switches.includes(mechanism)).map(({ name }) => name),
  others: new Map(
    firewalls
      .filter(({ switches }) => !switches.includes(mechanism))
      .map(({ name, switches }) => [name, switches] as const),
  ),
})

/**
 * What keeps the ports of a switch from sending as others; undefined = nothing does, because the files say so in so many words.
 * One line of the log says which.
 * @throws {ConfigurationError} for a driver that is not this switch's
 * @throws {HostRequirementError} when this host cannot guard
 */
export async function guardSwitch(
  place: HostPlace,
  mechanism: string,
  firewalls: readonly Offer[],
): Promise<FirewallRenderer | undefined> {
  const { logger } = place
  const own = guardsOf(mechanism, firewalls)
  const { guards, isOverruled, firewallDriver = null, name = own.names[0] } = guardChoice(place.ini, own)
  if (!guards) {
    const fields = { mechanism, guard: 'none', firewallDriver }
    logger.warn(fields, 'port security is off on this host: its ports may send from any MAC and address')
    return undefined
  }
  const offer = requireGuard(mechanism, name, firewalls)
  const firewall = await (await loadFirewall(offer, WHERE)).compose(place)
  requireParts(firewall, { what: 'firewall renderer', where: WHERE, offer, texts: ['name'], methods: ['port'] })
  logger.info({ mechanism, guard: firewall.name, firewallDriver }, 'port security guards the ports of this host')
  if (isOverruled) logger.warn({ firewallDriver, remedy: UNGUARDED }, 'port security stays on: only both words end it')
  return firewall
}

const WHERE = '[securitygroup] firewall_driver'

function requireGuard(mechanism: string, wanted: string | undefined, firewalls: readonly Offer[]): Offer {
  const found = firewalls.find(({ name, switches }) => name === wanted && switches.includes(mechanism))
  if (found !== undefined) return found
  const remedy = `install a package with netloom.firewalls for ${mechanism} in its package.json; or, to run unguarded, write ${UNGUARDED}`
  throw new ConfigurationError([{ where: WHERE, problem: `nothing guards ports of ${mechanism}`, remedy }])
}
