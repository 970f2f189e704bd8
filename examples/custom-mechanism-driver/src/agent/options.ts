import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

export interface FloodBridgeOptions {
  /** Address of this host that tunnels end at. */
  readonly localIp: string
}

/** Reads `[floodbridge]` of an agent's file. @throws {ConfigurationError} with all problems at once */
export function readOptions(ini: IniSections): FloodBridgeOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, 'floodbridge', problems)
  const localIp = section.ip('local_ip') ?? ''
  if (localIp === '' && problems.length === 0)
    section.complain('local_ip', '', 'is missing', 'write the address of this host that tunnels end at')
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { localIp }
}
