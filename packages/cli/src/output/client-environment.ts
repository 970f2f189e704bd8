import type { ApiEndpoint } from '../api/api-transport.ts'

/** Variables by which OpenStack's own clients find a controller, with a token and without Keystone. */
export function clientEnvironment({ url, token }: ApiEndpoint): Readonly<Record<string, string>> {
  return { OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: url, OS_TOKEN: token }
}

/** What would make the clients look elsewhere, if a shell has it from another cloud. */
const OTHERS: readonly string[] = [
  'OS_CLOUD',
  'OS_AUTH_URL',
  'OS_USERNAME',
  'OS_PASSWORD',
  'OS_PROJECT_ID',
  'OS_PROJECT_NAME',
  'OS_PROJECT_DOMAIN_ID',
  'OS_PROJECT_DOMAIN_NAME',
  'OS_USER_DOMAIN_ID',
  'OS_USER_DOMAIN_NAME',
  'OS_REGION_NAME',
  'OS_SYSTEM_SCOPE',
]

/** Lines for `eval` in a POSIX shell. */
export function describeEnvironment(variables: Readonly<Record<string, string>>): string {
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`)
  return [`unset ${OTHERS.join(' ')}`, ...exports].join('\n')
}

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`
