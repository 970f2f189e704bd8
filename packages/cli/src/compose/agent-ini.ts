import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

/** What INI files say to an agent of any role; options that they leave out are left out here. */
export interface AgentIni {
  /** Name of the host, as the controller knows it. */
  readonly host?: string
  readonly tokenFile?: string
  readonly caFile?: string
  /** Milliseconds between heartbeats; absent = as the controller says. Neutron: `[agent] report_interval`. */
  readonly heartbeatInterval?: number
}

/** `[DEFAULT] host`, `[agent] report_interval`, and the section of netloom's own. @throws {ConfigurationError} with every bad value */
export function readAgentIni(sections: IniSections): AgentIni {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(sections, 'DEFAULT', problems)
  const own = new IniSectionReader(sections, 'netloom', problems)
  const host = core.text('host')
  if (host !== undefined && !/^[\w.-]{1,255}$/.test(host)) {
    core.complain('host', host, 'is no name of a host', 'write letters, digits, dots and dashes, 255 at most')
  }
  const tokenFile = own.text('agent_token_file')
  const caFile = own.text('ca_file')
  const seconds = new IniSectionReader(sections, 'agent', problems).number('report_interval', 0.1, 86_400)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    ...(host !== undefined && { host }),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(caFile !== undefined && { caFile }),
    ...(seconds !== undefined && { heartbeatInterval: seconds * 1_000 }),
  }
}
