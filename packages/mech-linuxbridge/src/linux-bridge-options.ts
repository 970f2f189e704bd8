import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

export interface LinuxBridgeOptions {
  /**
   * Told to the hypervisor as `port_filter`: true says that ports are filtered by security groups here, so that it need not
   * filter itself. Default false; read from files, it is what `enable_security_group` says.
   */
  readonly portFilter?: boolean
}

export type ParsedLinuxBridgeOptions = Required<LinuxBridgeOptions>

export const SECURITY_GROUP_SECTION = 'securitygroup'

export function parseLinuxBridgeOptions({ portFilter = false }: LinuxBridgeOptions): ParsedLinuxBridgeOptions {
  return Object.freeze({ portFilter })
}

/**
 * `[securitygroup] enable_security_group`, default true as in Neutron: `port_filter` says whether ports are filtered.
 * @throws {ConfigurationError}
 */
export function readLinuxBridgeOptions(ini: IniSections): ParsedLinuxBridgeOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, SECURITY_GROUP_SECTION, problems)
  const portFilter = section.boolean('enable_security_group') ?? true
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseLinuxBridgeOptions({ portFilter })
}
