import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import { type IniConfig, IniSectionReader } from '@netloom/core/kit'

/** What guards the ports of a switch: names of `firewall_driver`, short and whole. */
export interface SwitchGuards {
  readonly mechanism: string
  readonly names: readonly string[]
  /** Switches whose ports other names guard. */
  readonly others?: ReadonlyMap<string, readonly string[]>
}

/** Whether ports are guarded, and what the files say about it. */
export interface GuardChoice {
  readonly guards: boolean
  /** As written; absent when no file has it. */
  readonly firewallDriver?: string
  /** That of what guards, among the switch's; absent = its first. */
  readonly name?: string
  /** The files ask for less than they get. */
  readonly isOverruled: boolean
}

const NOOP = ['noop', 'neutron.agent.firewall.NoopFirewallDriver']

/**
 * Ports are guarded whatever the files say, unless they say no twice: `noop` ends Neutron's security groups, while its agents go
 * on to keep ports from sending as others, and so do ours. `prevent_arp_spoofing`, which Neutron once had, is the second word.
 * @throws {ConfigurationError} for a driver that is not this switch's
 */
export function guardChoice(ini: IniConfig, { mechanism, names, others }: SwitchGuards): GuardChoice {
  const problems: ConfigurationProblem[] = []
  const firewallDriver = new IniSectionReader(ini.sections, 'securitygroup', problems).text('firewall_driver')
  const prevents = new IniSectionReader(ini.sections, 'agent', problems).boolean('prevent_arp_spoofing') ?? true
  // An entry point is written with a colon, a class without.
  const name = (firewallDriver ?? '').replace(':', '.')
  const isNoop = NOOP.includes(name)
  if (name !== '' && !isNoop && !names.includes(name)) {
    const where = `${ini.origin('securitygroup', 'firewall_driver') ?? ''} [securitygroup] firewall_driver`.trimStart()
    const remedy = `leave it out, or write one of: ${[...names, 'noop'].join(', ')}`
    const whose = others?.get(name)
    const problem = `${whose === undefined ? '' : `is a driver of ${whose.join(', ')}, and `}guards no port of ${mechanism}`
    problems.push({ where, value: firewallDriver ?? '', problem, remedy })
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  const said = firewallDriver === undefined ? {} : { firewallDriver }
  if (isNoop && !prevents) return { guards: false, isOverruled: false, ...said }
  return { guards: true, isOverruled: isNoop || !prevents, ...said, ...(name !== '' && !isNoop && { name }) }
}
