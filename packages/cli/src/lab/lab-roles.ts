import { ConfigurationError } from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import { chooseRoles } from '../compose/choose-roles.ts'
import { findHostPackages, type HostPackages, loadRole } from '../compose/host-packages.ts'
import { Failure } from '../base/failure.ts'
import type { HostRequest } from './state/lab-hosts.ts'
import type { LabRole } from './state/lab-role.ts'

/** Roles by name, in the order in which agents are started: first those that wire ports. */
export type LabRoles = ReadonlyMap<string, LabRole>

/** What the agents of a lab's hosts do, as far as hosts do not say. */
export interface RolesRequest {
  /** Default: the one that wires ports. */
  readonly roles?: readonly string[]
  readonly dhcp?: boolean
}

/** The role that `dhcp` of a request, of a topology file and `--no-dhcp` are about. */
const DHCP = 'dhcp'
/** Names of other things that `lab stop` stops, and what files may be called. */
const TAKEN: readonly string[] = ['agent', 'controller', 'ovs', 'ovsdb', 'vswitchd']
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/

/**
 * Finds and loads the roles that some host has.
 * @throws {Failure} for one that no package brings, or that a lab cannot have
 * @throws {ConfigurationError} for a package that cannot be loaded
 */
export async function loadLabRoles(
  hosts: readonly HostRequest[],
  request: RolesRequest,
  found?: HostPackages,
): Promise<LabRoles> {
  const packages = found ?? (await findHostPackages())
  const wiring = await wiringRole(packages.roles)
  const usual = [...(request.roles ?? []), ...(request.roles === undefined && wiring !== undefined ? [wiring] : [])]
  const named = [...usual, ...hosts.flatMap(({ roles = [] }) => roles)]
  const wantsDhcp = request.dhcp === true || hosts.some(({ dhcp }) => dhcp === true)
  const offers = chooseRoles([...named, ...(wantsDhcp ? [DHCP] : [])].join(','), packages)
  const roles = await Promise.all(offers.map(labRole))
  return new Map(
    [...roles.filter(({ wires }) => wires), ...roles.filter(({ wires }) => !wires)].map((one) => [one.name, one]),
  )
}

async function labRole(offer: Offer): Promise<LabRole> {
  const { usesSwitch } = await loadRole(offer, '--role')
  const { name } = offer
  if (TAKEN.includes(name) || !NAME.test(name))
    throw new Failure(`--role ${name}: a lab cannot call an agent so (package ${offer.from.name})`, 'usage')
  return { name, ...(usesSwitch === true && { wires: true }) }
}

/** The first that wires ports. A package that nobody named shall not keep others from being found. */
async function wiringRole(offers: readonly Offer[]): Promise<string | undefined> {
  for (const offer of offers) {
    try {
      if ((await loadRole(offer, '--role')).usesSwitch === true) return offer.name
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
    }
  }
  return undefined
}

/** Those of one host. @throws {Failure} for a host whose ports nobody wires, or two agents do */
export function rolesOf(host: HostRequest, request: RolesRequest, roles: LabRoles): readonly LabRole[] {
  const all = [...roles.values()]
  const usual = all.filter(({ wires }) => wires).slice(0, 1)
  const names = new Set(host.roles ?? request.roles ?? usual.map(({ name }) => name))
  const dhcp = host.dhcp ?? request.dhcp
  if (dhcp === true) names.add(DHCP)
  if (dhcp === false) names.delete(DHCP)
  const own = all.filter(({ name }) => names.has(name))
  const wiring = own.filter(({ wires }) => wires)
  if (wiring.length === 1) return own
  const which = wiring.length === 0 ? 'none of its roles wires ports' : 'two of its roles wire ports'
  throw new Failure(`host "${host.name}": ${which} (${[...names].join(', ')}); name one that does`, 'usage')
}
