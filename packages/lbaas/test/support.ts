import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext, type Netloom, type ReportHandler, type RequestContext, type ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import type { PortReport } from '@netloom/core/wire'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { createApp } from '@netloom/server'
import { vxlan } from '@netloom/type-vxlan'
import { serviceApi } from '../src/api/index.ts'
import { LB_AGENT_TYPE, LB_ENTITY, type LbaasOptions, loadBalancers, lbTopic, loadBalancerTopic } from '../src/index.ts'
import { testStore } from '../../ml2/test/support/test-store.ts'

export type Shown = Readonly<Record<string, unknown>> & { readonly id: string }
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> & { readonly faultstring?: string }
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Item {
  readonly key: string
  readonly revision: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface Cloud {
  readonly netloom: Netloom
  readonly store: Store
  readonly subnetId: string
  readonly networkId: string
  /** `who`: `admin`, or a member of that project. `path` begins behind `/v2.0/lbaas`, or at the root with `/v`. */
  call(method: Method, path: string, body?: object, who?: string): Promise<Answer>
  /** What a POST made; a refusal fails the test. */
  make(path: string, name: string, body: object, who?: string): Promise<Shown>
  get(path: string, name: string, who?: string): Promise<Shown>
  /** An agent says hello; what it has it is told. */
  agent(host: string, configurations?: Readonly<Record<string, unknown>>): Promise<string>
  /** What is published in a topic. */
  items(topic: string): Promise<readonly Item[]>
  /** What the agent of a host says. Returns what is not its own. */
  say(host: string, reports: readonly PortReport[]): Promise<readonly string[]>
  /** It has all that it was told of a balancer. */
  upToDate(host: string, loadBalancerId: string): Promise<void>
  all(host: string, ids: readonly string[]): Promise<readonly string[]>
  hosts(loadBalancerId: string): Promise<readonly string[]>
  later(milliseconds: number): void
  close(): Promise<void>
}

export const contextOf = (who: string): RequestContext =>
  who === 'admin'
    ? { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }
    : { ...adminContext(who === 'nobody' ? '' : who), isAdmin: who === 'nobody', roles: ['member', 'reader'] }

/** A controller with load balancers and their API, without a socket. The subnet is everybody's. */
export async function startCloud(options: LbaasOptions = {}): Promise<Cloud> {
  const store = await testStore()
  let handler: ReportHandler | undefined
  let offset = 0
  const made = loadBalancers(options)
  const service: ServiceModule = {
    ...made,
    start: async (environment) => {
      const { clock } = environment
      const shifted = {
        ...environment,
        clock: { ...clock, date: () => new Date(clock.date().getTime() + offset) },
      }
      const started = await made.start(shifted)
      handler = started.reports?.[LB_ENTITY]
      return started
    },
  }
  const modules = [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), service]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
  const app = createApp({
    netloom,
    resources: serviceResources(RESOURCES, [serviceApi]),
    contextOf: (headers) => Promise.resolve(contextOf(String(headers['x-who']))),
    limits: { eventLoopDelay: 0 },
  })
  await app.ready()
  const admin = contextOf('admin')
  const { id: networkId } = await netloom.networks.create(admin, { name: 'web', shared: true })
  const { id: subnetId } = await netloom.subnets.create(admin, { networkId, cidr: '198.0.2.0/24', ipVersion: 4 })
  const call: Cloud['call'] = async (method, path, body, who = 'p1') => {
    const { statusCode, body: text } = await app.inject({
      method,
      url: path.startsWith('/v') || path === '/' ? path : `/v2.0/lbaas${path}`,
      headers: { 'x-who': who },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    return { status: statusCode, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] }
  }
  const agentOf = async (host: string): Promise<{ id: string; host: string; agentType: string }> => {
    const [agent] = await netloom.agents.list({ host, agentType: LB_AGENT_TYPE })
    if (agent === undefined) throw new Error(`no agent on ${host}`)
    return agent
  }
  const items: Cloud['items'] = async (topic) => (await store.log.snapshot(topic)).items as unknown as readonly Item[]
  const say: Cloud['say'] = async (host, reports) => (await handler?.report(await agentOf(host), reports)) ?? []
  return {
    netloom,
    store,
    subnetId,
    networkId,
    call,
    make: async (path, name, body, who) => {
      const { status, body: answer } = await call('POST', path, { [name]: body }, who)
      if (status !== 201) throw new Error(`POST ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
      return answer[name] as Shown
    },
    get: async (path, name, who) => (await call('GET', path, undefined, who)).body[name] as Shown,
    agent: async (host, configurations = { device_drivers: ['haproxy'] }) => {
      const report = { agentType: LB_AGENT_TYPE, binary: 't', host, configurations, start: true }
      const { agent } = await netloom.agents.hello(report)
      return agent.id
    },
    items,
    say,
    upToDate: async (host, loadBalancerId) => {
      await netloom.services.loadBalancerScheduling.idle()
      const told = await items(loadBalancerTopic(loadBalancerId))
      const reports = told.flatMap(({ key, revision, body }): readonly PortReport[] =>
        key.startsWith('vip/') ? [] : [{ portId: String(body['id']), state: 'up', facts: { revision } }],
      )
      await say(host, reports)
    },
    all: async (host, ids) => (await handler?.reportAll(await agentOf(host), ids)) ?? [],
    hosts: async (loadBalancerId) => {
      await netloom.services.loadBalancerScheduling.idle()
      const agents = await netloom.services.loadBalancerScheduling.agentsOf(loadBalancerId)
      const told: string[] = []
      for (const { host } of agents) {
        const own = await items(lbTopic(host))
        if (own.some(({ key }) => key === `loadbalancer/${loadBalancerId}`)) told.push(host)
      }
      return told
    },
    later: (milliseconds) => {
      offset += milliseconds
    },
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}
