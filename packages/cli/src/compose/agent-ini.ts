import { ConfigurationError, IniSectionReader, type ConfigurationProblem, type IniSections } from '@netloom/core'

/** What INI files say to an agent of any role; options that they leave out are left out here. */
export interface AgentIni {
  /** Name of the host, as the controller knows it. */
  readonly host?: string
}

/** @throws {ConfigurationError} with every bad value: file, line, section, option and what is allowed */
export function readAgentIni(sections: IniSections): AgentIni {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(sections, 'DEFAULT', problems)
  const host = core.text('host')
  if (host !== undefined && !isHostName(host)) {
    core.complain('host', host, 'is no name of a host', 'write letters, digits, dots and dashes, 255 at most')
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { ...(host !== undefined && { host }) }
}

const isHostName = (text: string): boolean => /^[\w.-]{1,255}$/.test(text)
