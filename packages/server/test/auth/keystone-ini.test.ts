import type { ConfigurationProblem } from '@netloom/core'
import { readIniFiles } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { readKeystoneIni } from '../../src/ini.ts'

const ACCOUNT = `auth_url = http://keystone:5000/v3
username = neutron
password = s3cret
project_name = service`

function read(lines: string): { readonly options: unknown; readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = []
  const { sections } = readIniFiles([{ path: 'neutron.conf', text: `[keystone_authtoken]\n${lines}\n` }])
  return { options: readKeystoneIni(sections, problems), problems }
}

it('takes the section of neutron.conf as it is', () => {
  const { options, problems } = read(`www_authenticate_uri = http://cloud:5000
memcached_servers = localhost:11211
auth_type = password
project_domain_name = Default
user_domain_name = Services
${ACCOUNT}`)
  expect(problems).toEqual([])
  expect(options).toEqual({
    authUrl: 'http://keystone:5000/v3',
    username: 'neutron',
    password: 's3cret',
    projectName: 'service',
    userDomainName: 'Services',
    projectDomainName: 'Default',
    publicUrl: 'http://cloud:5000',
  })
})

it('says what is missing and what it cannot do, without secrets', () => {
  const { options, problems } = read(`auth_type = v3oidcpassword
insecure = true
password = s3cret`)
  expect(options).toBeUndefined()
  expect(problems.map(({ where }) => where.replace(/^.*\] /, ''))).toEqual([
    'auth_type',
    'insecure',
    'auth_url',
    'username',
    'project_name',
  ])
  expect(JSON.stringify(problems)).not.toContain('s3cret')
})
