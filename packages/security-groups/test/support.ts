import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext, type Ml2Options, type Netloom, type RequestContext, type ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { createApp } from '@netloom/server'
import { vxlan } from '@netloom/type-vxlan'
import { serviceApi } from '../src/api/index.ts'
import { securityGroups } from '../src/index.ts'
import { testStore } from '../../ml2/test/support/test-store.ts'

export interface Answer {
  readonly status: number
  readonly body: Body
}
export type Shown = Readonly<Record<string, unknown>>
interface Body {
  readonly [name: string]: unknown
  readonly security_group: Shown
  readonly security_groups: readonly Shown[]
  readonly security_group_rule: Shown
  readonly security_group_rules: readonly Shown[]
  readonly port: Shown
  readonly ports: readonly Shown[]
  readonly NeutronError: { readonly type: string; readonly message: string }
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Cloud {
  readonly netloom: Netloom
  readonly store: Store
  /** `who`: `admin`, or a member of that project. */
  call(method: Method, path: string, body?: object, who?: string): Promise<Answer>
  /** What a POST made; a refusal fails the test. */
  make(path: string, body: object, who?: string): Promise<Shown>
  /** A network with an IPv4 subnet. */
  network(projectId: string): Promise<string>
  /** Bodies of what is published in a topic, by key. */
  told(topic: string): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export interface CloudOptions {
  readonly services?: readonly ServiceModule[]
  readonly ml2?: Partial<Ml2Options>
}

export const contextOf = (who: string): RequestContext =>
  who === 'admin'
    ? { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }
    : { ...adminContext(who), isAdmin: false, roles: ['member', 'reader'] }

/** A controller with security groups and its API, without a socket; hosts h1 and h2 have switches. */
export async function startCloud({ services = [securityGroups()], ml2 = {} }: CloudOptions = {}): Promise<Cloud> {
  const store = await testStore()
  const modules = [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), ...services]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'], ...ml2 } })
  const app = createApp({
    netloom,
    resources: services.length === 0 ? RESOURCES : serviceResources(RESOURCES, [serviceApi]),
    contextOf: (headers) => Promise.resolve(contextOf(String(headers['x-who']))),
    limits: { eventLoopDelay: 0 },
  })
  for (const [index, host] of ['h1', 'h2'].entries()) {
    const configurations = { tunnelingIp: `192.0.2.${String(index + 1)}`, tunnelTypes: ['vxlan'] }
    await netloom.agents.hello({ agentType: 'Linux bridge agent', binary: 't', host, configurations, start: true })
  }
  await app.ready()
  const call = async (method: Method, path: string, body?: object, who = 'admin'): Promise<Answer> => {
    const headers = { 'x-who': who }
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
    const { statusCode, body: text } = await app.inject({ method, url: `/v2.0${path}`, headers, ...payload })
    return { status: statusCode, body: JSON.parse(text === '' ? '{}' : text) as Body }
  }
  const make = async (path: string, body: object, who?: string): Promise<Shown> => {
    const { status, body: answer } = await call('POST', path, body, who)
    if (status !== 201) throw new Error(`POST ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
    return Object.values(answer)[0] as Shown
  }
  return {
    netloom,
    store,
    call,
    make,
    network: async (projectId) => {
      const context = contextOf(projectId)
      const { id: networkId } = await netloom.networks.create(context, { name: 'n' })
      await netloom.subnets.create(context, { networkId, cidr: '10.0.0.0/16', ipVersion: 4 })
      return networkId
    },
    told: async (topic) =>
      Object.fromEntries((await store.log.snapshot(topic)).items.map(({ key, body }) => [key, body])),
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}
