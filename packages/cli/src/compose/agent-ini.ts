import {
  ConfigurationError,
  IniSectionReader,
  type ConfigurationProblem,
  type IniSections,
  type OptionCatalogue,
} from '@netloom/core'

/** What INI files say to an agent about its controller, in a section of netloom's own. */
export interface AgentIni {
  readonly tokenFile?: string
  readonly caFile?: string
}

export const agentIniOptions: OptionCatalogue = { netloom: ['agent_token_file', 'ca_file'] }

/** @throws {ConfigurationError} */
export function readAgentIni(sections: IniSections): AgentIni {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(sections, 'netloom', problems)
  const tokenFile = section.text('agent_token_file')
  const caFile = section.text('ca_file')
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { ...(tokenFile !== undefined && { tokenFile }), ...(caFile !== undefined && { caFile }) }
}
