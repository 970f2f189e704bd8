import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import type { DeviceKind } from '../driver/device-kind.ts'
import type { FirewallRenderer } from '../driver/firewall-renderer.ts'
import type { SwitchRenderer } from '../driver/switch-renderer.ts'
import type { IniSections } from '../base/ini-sections.ts'
import type { AgentPlace, HostPlace } from './host-place.ts'
import type { SwitchLab } from './switch-lab.ts'

/** What an agent of one mechanism renders with, and what its host needs to realise that. */
export interface ComposedSwitch {
  readonly renderer: SwitchRenderer
  readonly kinds: readonly DeviceKind[]
}

/** What was found in an agent's file beside options: what it asks for and this host does without. */
export interface OptionsVerdict {
  readonly warnings?: readonly ConfigurationProblem[]
}

/**
 * How a host of one mechanism is composed: the host half of a mechanism driver's package, named in its package.json:
 * `"netloom": { "switches": { "myswitch": "./agent#switchPackage" } }`.
 */
export interface SwitchPackage {
  /** Name of the mechanism driver; in `--mechanism`, `mechanism_drivers` and `interface_driver`. */
  readonly name: string
  /** Judges an agent's file without looking at the host. @throws {ConfigurationError} with all problems at once */
  readOptions(ini: IniSections): OptionsVerdict
  /** @throws {ConfigurationError} when the files do not fit this host */
  compose(place: AgentPlace): Promise<ComposedSwitch>
  /** What `netloom init` writes for a host; absent = the operator writes its options. */
  hostFile?(localIp: string): SwitchHostFile
  /** Absent = a lab cannot have hosts of its kind. */
  readonly lab?: SwitchLab
}

export interface SwitchHostFile {
  /** INI text. */
  readonly ini: string
  /** systemd unit that the agent is started after. */
  readonly after?: string
}

/**
 * What guards the ports of a switch: `"netloom": { "firewalls": { "myfirewall": { "entry": "./agent#firewallPackage",
 * "switches": ["myswitch"] } } }`.
 */
export interface FirewallPackage {
  /** @throws {HostRequirementError} when this host cannot guard */
  compose(place: HostPlace): Promise<FirewallRenderer>
}
