import type { ConfigurationProblem, IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

/** `[oslo_policy]` of neutron.conf. */
export interface PolicyIni {
  /** Absent = `policy.yaml` beside the configuration files, where it is there. */
  readonly policyFile?: string
  /** Absent = `policy.d` beside the configuration files, where it is there. */
  readonly policyDirectories?: readonly string[]
  /** What `rule:` of an unknown name means. */
  readonly defaultRule?: string
  /** Tokens of the whole system are refused. */
  readonly enforceScope: boolean
}

/** What cannot be obeyed is added to `problems`. */
export function readPolicyIni(sections: IniSections, problems: ConfigurationProblem[]): PolicyIni {
  const section = new IniSectionReader(sections, 'oslo_policy', problems)
  const policyFile = section.text('policy_file')
  const defaultRule = section.text('policy_default_rule')
  const directories = sections.get('oslo_policy')?.get('policy_dirs')
  const policyDirectories = directories?.map((one) => one.trim()).filter((one) => one !== '')
  if (section.boolean('enforce_new_defaults') === false) {
    const remedy = 'remove it, and give in policy_file the rules that should be as they were'
    section.complain('enforce_new_defaults', 'False', 'cannot be obeyed: there are no other defaults', remedy)
  }
  return {
    ...(policyFile !== undefined && { policyFile }),
    ...(policyDirectories !== undefined && { policyDirectories }),
    ...(defaultRule !== undefined && { defaultRule }),
    enforceScope: section.boolean('enforce_scope') === true,
  }
}
