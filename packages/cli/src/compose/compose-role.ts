import {
  agentMark,
  type ComposedRole,
  ConfigurationError,
  type HostPlace,
  type RolePackage,
  type SwitchRenderer,
} from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import { chooseSwitch } from './choose-switch.ts'
import { guardSwitch } from './guard-switch.ts'
import {
  describeOffers,
  findHostPackages,
  type HostPackages,
  loadAgentDriver,
  loadRole,
  loadSwitch,
} from './host-packages.ts'
import { requireParts } from './require-parts.ts'

export interface RoleRequest extends HostPlace {
  /** Default: what the files describe. */
  readonly mechanism?: string
  /** Default: what is installed. */
  readonly found?: HostPackages
}

const RENDERER = {
  what: 'renderer',
  where: '--mechanism',
  texts: ['mechanism', 'agentType', 'binary'],
  methods: ['deviceName', 'network', 'attachment', 'member', 'population'],
} as const

/** Loads a role and, where it plugs ports, the switch of this host. @throws {ConfigurationError} when the files do not fit this host */
export async function composeRole(name: string, request: RoleRequest): Promise<ComposedRole> {
  const found = request.found ?? (await findHostPackages())
  const offer = found.roles.find((role) => role.name === name)
  if (offer === undefined) throw new TypeError(`no role ${name} was found`)
  const role = await loadRole(offer, '--role')
  const { ini, host, netns, logger, mechanism } = request
  const place: HostPlace = { ini, host, logger, ...(netns !== undefined && { netns }) }
  const composed = await role.compose({
    ...place,
    loadDrivers: (names, where) => Promise.all(names.map((one) => loadDriver(found, name, one, where))),
    composeSwitch: async () => {
      const chosen = chooseSwitch(ini, mechanism, found)
      const agent = agentMark(chosen.name, host)
      const plugged = await (await loadSwitch(chosen, '--mechanism')).compose({ ...place, agent })
      requireParts<SwitchRenderer>(plugged.renderer, { ...RENDERER, offer: chosen })
      const firewall = await guardSwitch(place, chosen.name, found.firewalls)
      return { ...plugged, agent, ...(firewall !== undefined && { firewall }) }
    },
  })
  requirePayloadChecks(composed, role, offer)
  return composed
}

/** @throws {ConfigurationError} for a name that no package brings */
function loadDriver({ agentDrivers }: HostPackages, role: string, name: string, where: string): Promise<object> {
  const own = agentDrivers.filter((offer) => offer.role === role)
  const offer = own.find((one) => one.name === name)
  if (offer !== undefined) return loadAgentDriver(offer, where)
  const remedy = `write one of: ${describeOffers(own)}; or install a package with netloom.agentDrivers for ${role}`
  throw new ConfigurationError([{ where, value: name, problem: `is no driver of role ${role}`, remedy }])
}

/** What a controller sends is checked before a role sees it: a role that says nothing about that would get anything. */
function requirePayloadChecks({ role }: Partial<ComposedRole>, { name }: RolePackage, { from }: Offer): void {
  if (typeof role?.payload === 'function') return
  const problem = `the role of package ${from.name} has no payload checks`
  throw new ConfigurationError([{ where: '--role', value: name, problem, remedy: `update ${from.name}: role.payload` }])
}
