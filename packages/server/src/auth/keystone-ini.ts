import type { ConfigurationProblem, IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import type { KeystoneOptions } from './keystone-client.ts'

/**
 * `[keystone_authtoken]` of neutron.conf, unmodified. What is missing or cannot be done is added to `problems`; verdicts are kept
 * in memory, so `memcached_servers` and `token_cache_time` say nothing here.
 */
export function readKeystoneIni(sections: IniSections, problems: ConfigurationProblem[]): KeystoneOptions | undefined {
  const section = new IniSectionReader(sections, 'keystone_authtoken', problems)
  const authUrl = section.text('auth_url')
  const username = section.text('username')
  // Neutron's packages come without it: the controller starts, and says 503 until it can log in.
  const password = section.text('password') ?? ''
  const projectName = section.text('project_name')
  const userDomainName = section.text('user_domain_name')
  const projectDomainName = section.text('project_domain_name')
  const publicUrl = section.text('www_authenticate_uri')
  requireSupported(section, problems)
  for (const [option, value] of Object.entries({ auth_url: authUrl, username, project_name: projectName })) {
    if (value === undefined || value === '') {
      const problem = 'is missing, and auth_strategy = keystone needs it'
      problems.push({
        where: `[keystone_authtoken] ${option}`,
        problem,
        remedy: 'set it, or choose auth_strategy = token',
      })
    }
  }
  if (authUrl === undefined || username === undefined || projectName === undefined) {
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

/** Other ways to log in than with a password, and TLS without looking at certificates, are refused rather than ignored. */
function requireSupported(section: IniSectionReader, problems: ConfigurationProblem[]): void {
  const type = section.text('auth_type')
  if (type !== undefined && type !== 'password' && type !== 'v3password') {
    problems.push({
      where: section.where('auth_type'),
      problem: `'${type}' is no way in which the controller can log in`,
      remedy: 'write password, with username and password',
    })
  }
  if (section.boolean('insecure') === true) {
    problems.push({
      where: section.where('insecure'),
      problem: 'tokens are not sent to a Keystone whose certificate nobody looks at',
      remedy: 'remove it, and name the authority in NODE_EXTRA_CA_CERTS',
    })
  }
}
