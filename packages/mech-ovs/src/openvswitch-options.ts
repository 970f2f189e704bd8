import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

export interface OpenvswitchDriverOptions {
  /**
   * Told to the hypervisor as `port_filter`: true says that ports are filtered by security groups here, so that it need not
   * filter itself. Default false; read from files, it is what `enable_security_group` says.
   */
  readonly portFilter?: boolean
  /** `binding:vnic_type` values that this driver leaves to others although it could bind them. Default none. */
  readonly prohibitedVnicTypes?: readonly string[]
}

/** What the switch can carry (Neutron row 1.46). */
export const VNIC_TYPES: readonly string[] = ['normal']

export type ParsedOpenvswitchOptions = Required<OpenvswitchDriverOptions>

export const SECURITY_GROUP_SECTION = 'securitygroup'

export const DRIVER_SECTION = 'ovs_driver'

/** @throws {ConfigurationError} when no port could be bound at all */
export function parseOpenvswitchOptions(
  { portFilter = false, prohibitedVnicTypes = [] }: OpenvswitchDriverOptions,
  where = 'prohibitedVnicTypes',
): ParsedOpenvswitchOptions {
  if (VNIC_TYPES.every((type) => prohibitedVnicTypes.includes(type))) {
    const problem = 'leaves no vnic type that the driver could bind'
    const remedy = 'remove openvswitch from mechanism_drivers, or allow normal'
    throw new ConfigurationError([{ where, value: prohibitedVnicTypes.join(', '), problem, remedy }])
  }
  return Object.freeze({ portFilter, prohibitedVnicTypes })
}

/**
 * `[ovs_driver] vnic_type_prohibit_list`, under its older name too. `[securitygroup] enable_security_group`, default true as in
 * Neutron: `port_filter` says whether ports are filtered.
 * @throws {ConfigurationError}
 */
export function readDriverOptions(ini: IniSections): ParsedOpenvswitchOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, SECURITY_GROUP_SECTION, problems)
  const portFilter = section.boolean('enable_security_group') ?? true
  const driver = new IniSectionReader(ini, DRIVER_SECTION, problems)
  const option = driver.has('vnic_type_prohibit_list') ? 'vnic_type_prohibit_list' : 'vnic_type_blacklist'
  const prohibitedVnicTypes = driver.list(option) ?? []
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parseOpenvswitchOptions({ portFilter, prohibitedVnicTypes }, driver.where(option))
}
