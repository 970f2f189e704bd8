import { IniSectionReader, type ConfigurationProblem, type IniSections } from '@netloom/core'
import type { KeystoneOptions } from './keystone-client.ts'

/** `[keystone_authtoken]` of neutron.conf, unmodified. Missing options are added to `problems`. */
export function readKeystoneIni(sections: IniSections, problems: ConfigurationProblem[]): KeystoneOptions | undefined {
  const section = new IniSectionReader(sections, 'keystone_authtoken', problems)
  const authUrl = section.text('auth_url')
  const username = section.text('username')
  const password = section.text('password')
  const projectName = section.text('project_name')
  const userDomainName = section.text('user_domain_name')
  const projectDomainName = section.text('project_domain_name')
  const publicUrl = section.text('www_authenticate_uri')
  for (const [option, value] of Object.entries({ auth_url: authUrl, username, password, project_name: projectName })) {
    if (value === undefined || value === '') {
      const problem = 'is missing, and auth_strategy = keystone needs it'
      problems.push({
        where: `[keystone_authtoken] ${option}`,
        problem,
        remedy: 'set it, or choose auth_strategy = token',
      })
    }
  }
  if (authUrl === undefined || username === undefined || password === undefined || projectName === undefined) {
    return undefined
  }
  return {
    authUrl,
    username,
    password,
    projectName,
    ...(userDomainName !== undefined && { userDomainName }),
    ...(projectDomainName !== undefined && { projectDomainName }),
    ...(publicUrl !== undefined && { publicUrl }),
  }
}
