import type { DeviceKind } from '../driver/device-kind.ts'
import type { FirewallRenderer } from '../driver/firewall-renderer.ts'
import type { IniSections } from '../base/ini-sections.ts'
import type { RoleDescription } from '../role/agent-role.ts'
import type { HostPlace } from './host-place.ts'
import type { ComposedSwitch, OptionsVerdict } from './switch-package.ts'

/** A host's switch with what guards its ports. */
export interface GuardedSwitch extends ComposedSwitch {
  /** Whose devices they are. */
  readonly agent: string
  /** Absent = nothing does, because the files say so. */
  readonly firewall?: FirewallRenderer
}

export interface RolePlace extends HostPlace {
  /** The switch that this host has; for roles with `usesSwitch`. @throws {ConfigurationError} when the files do not fit this host */
  composeSwitch(): Promise<GuardedSwitch>
  /**
   * Loads what packages bring for this role (`netloom.agentDrivers`, with the role's name) under one of these names; `where` is
   * the option that has them. @throws {ConfigurationError} for a name that no package brings
   */
  loadDrivers(names: readonly string[], where: string): Promise<readonly object[]>
}

/** What an agent does in a role, and what its host needs for that. */
export interface ComposedRole {
  /** Whose devices it makes, as their marks name it: `agentMark(role, host)`. */
  readonly agent: string
  readonly role: RoleDescription
  readonly kinds: readonly DeviceKind[]
  /** Whether the devices of a switch are this role's. */
  readonly switchKinds: boolean
  /** Where it says that it is; absent = where agents are that do not say. */
  readonly availabilityZone?: string
  /** How soon it does what it is told, and tries again what failed, in milliseconds. */
  readonly pace?: { readonly bulkInterval?: number; readonly longestRetry?: number }
}

/**
 * Something that an agent can do, named in the package.json of what brings it:
 * `"netloom": { "roles": { "dhcp": "./agent#rolePackage" } }`.
 */
export interface RolePackage {
  /** In `netloom agent --role`. */
  readonly name: string
  /** It plugs ports: the agent finds out which switch its host has. */
  readonly usesSwitch?: true
  /** Judges an agent's file without looking at the host. @throws {ConfigurationError} with all problems at once */
  readOptions(ini: IniSections): OptionsVerdict
  /** @throws {ConfigurationError} when the files do not fit this host */
  compose(place: RolePlace): Promise<ComposedRole>
}
