import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

export interface LinuxBridgeOptions {
  /**
   * Told to the hypervisor as `port_filter`: true says that ports are filtered by security groups here, so that it need not
   * filter itself. Default false.
   */
  readonly portFilter?: boolean
}

export type ParsedLinuxBridgeOptions = Required<LinuxBridgeOptions>

export const SECURITY_GROUP_SECTION = 'securitygroup'

export function parseLinuxBridgeOptions({ portFilter = false }: LinuxBridgeOptions): ParsedLinuxBridgeOptions {
  return Object.freeze({ portFilter })
}

/**
 * Nothing of Neutron's files is needed to bind. `[securitygroup] enable_security_group` is checked only: `port_filter` stays
 * false as long as nothing filters.
 * @throws {ConfigurationError}
 */
export function readLinuxBridgeOptions(ini: IniSections): ParsedLinuxBridgeOptions {
  const problems: ConfigurationProblem[] = []
  new IniSectionReader(ini, SECURITY_GROUP_SECTION, problems).boolean('enable_security_group')
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseLinuxBridgeOptions({})
}
