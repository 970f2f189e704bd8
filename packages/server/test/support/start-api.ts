import { RESOURCES } from '@netloom/api'
import type { Netloom, RequestContext, ServiceModule } from '@netloom/core'
import type { NetloomOptions } from '@netloom/ml2'
import { createNetloom } from '@netloom/ml2'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { l2population } from '@netloom/mech-l2pop'
import { sqliteStore } from '@netloom/store'
import { flat } from '@netloom/type-flat'
import { local } from '@netloom/type-local'
import { vxlan } from '@netloom/type-vxlan'
import type { FastifyInstance } from 'fastify'
import { createApp } from '../../src/api/app.ts'
import type { AppOptions } from '../../src/api/app-options.ts'

export type Role = 'admin' | 'service' | 'manager' | 'member' | 'reader'

/** Who a test request comes from: `role@project`, default `admin@admin`. */
export type Who = `${Role}@${string}`

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** Parsed; undefined when there is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach into answers of every shape
  readonly body: any
}

export interface Api {
  readonly app: FastifyInstance
  readonly netloom: Netloom
  /** `call('POST', '/networks', { network: { name: 'a' } }, 'member@a')`; the path is below `/v2.0`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    who?: Who,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  close(): Promise<void>
}

const IMPLIED: Readonly<Record<Role, readonly string[]>> = {
  admin: ['admin', 'manager', 'member', 'reader'],
  service: ['service'],
  manager: ['manager', 'member', 'reader'],
  member: ['member', 'reader'],
  reader: ['reader'],
}

interface Beside {
  /** Beside the modules. */
  readonly services: readonly ServiceModule[]
}

/** A controller with its API in this process, without a socket: vxlan (default), flat and local networks. */
export async function startApi(options: Partial<AppOptions & NetloomOptions & Beside> = {}): Promise<Api> {
  const { store, modules, services = [], hookDeadlines, logger, clock, retainedChanges, mayWatch } = options
  const netloom = await createNetloom({
    modules: [
      ...(modules ?? [vxlan({ vniRanges: [[1, 65_535]] }), flat(), local(), linuxbridge(), l2population()]),
      ...services,
    ],
    store: store ?? sqliteStore(':memory:'),
    ...(hookDeadlines !== undefined && { hookDeadlines }),
    ...(logger !== undefined && { logger }),
    ...(clock !== undefined && { clock }),
    ...(retainedChanges !== undefined && { retainedChanges }),
    ...(mayWatch !== undefined && { mayWatch }),
    ml2: { projectNetworkTypes: ['vxlan'], ...options.ml2 },
  })
  const app = createApp({
    netloom,
    resources: RESOURCES,
    contextOf: (headers, requestId) =>
      Promise.resolve(contextOf(String(headers['x-test-who'] ?? 'admin@admin'), requestId)),
    ...options,
    // The test itself runs in the same event loop.
    limits: { eventLoopDelay: 0, ...options.limits },
  })
  await app.ready()
  return {
    app,
    netloom,
    call: async (method, path, body, who = 'admin@admin', headers = {}) => {
      const response = await app.inject({
        method: method as 'GET',
        url: `/v2.0${path}`,
        headers: { 'x-test-who': who, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = response.body
      return {
        status: response.statusCode,
        headers: response.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      }
    },
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}

function contextOf(who: string, requestId: string): RequestContext {
  const [role = 'admin', projectId = 'admin'] = who.split('@')
  const roles = IMPLIED[role as Role]
  return { projectId, userId: `${role}-of-${projectId}`, roles, isAdmin: role === 'admin', requestId }
}
