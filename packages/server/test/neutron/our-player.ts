import { DNS_DOMAIN } from '@netloom/api'
import { DEFAULT_QUOTAS } from '@netloom/core'
import { startApi, type Api, type Who } from '../support/start-api.ts'
import type { Player } from './play.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

const PROJECTS: ReadonlyMap<string, string> = new Map([
  ['project-admin', '0000000000000000000000000000000d'],
  ['project-a', '0000000000000000000000000000000a'],
  ['project-b', '0000000000000000000000000000000b'],
])

/** Our controller with nothing in it. */
export async function ourPlayer(): Promise<Player & { close(): Promise<void> }> {
  const api: Api = await startApi({ ...WITH_SERVICES, ml2: { quotas: DEFAULT_QUOTAS } })
  const host = '127.0.0.1:9696'
  return {
    base: `http://${host}`,
    variables: new Map([['dns-domain', DNS_DOMAIN], ...PROJECTS]),
    send: async ({ method, path, as, body, headers }) => {
      const [role = '', project = ''] = as.split('@')
      const who = `${role}@${PROJECTS.get(`project-${project}`) ?? ''}` as Who
      const response = await api.app.inject({
        method,
        url: path,
        headers: {
          host,
          'x-test-who': who,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: body }),
      })
      return {
        status: response.statusCode,
        contentType: response.headers['content-type']?.toString() ?? '',
        hasRequestId: response.headers['x-openstack-request-id'] !== undefined,
        text: response.body,
      }
    },
    close: () => api.close(),
  }
}
