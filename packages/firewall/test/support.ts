import { randomUUID } from 'node:crypto'
import { RESOURCES, serviceResources, type ServiceApi } from '@netloom/api'
import {
  adminContext,
  type AgentSchedule,
  CONTRACT,
  type Netloom,
  type ReportHandler,
  type RequestContext,
  type ServiceModule,
} from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { createApp } from '@netloom/server'
import { vxlan } from '@netloom/type-vxlan'
import { firewallApi, firewallV2Api } from '../src/api/index.ts'
import { firewall, FIREWALL_AGENT_TYPE, FIREWALL_ENTITY, firewallV2 } from '../src/index.ts'
import { testStore } from '../../ml2/test/support/test-store.ts'

export type Shown = Readonly<Record<string, unknown>>
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> & {
    readonly NeutronError: { readonly type: string; readonly message: string }
  }
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Cloud {
  readonly netloom: Netloom
  readonly store: Store
  readonly routers: AgentSchedule
  /** `who`: `admin`, or a member of that project. */
  call(method: Method, path: string, body?: object, who?: string): Promise<Answer>
  /** What a POST made; a refusal fails the test. `path` without prefix. */
  make(what: string, body: object, who?: string): Promise<Shown>
  get(what: string, id: string, who?: string): Promise<Shown>
  /** A port that a router has towards a network of its own. */
  routerPort(routerId: string, projectId: string): Promise<string>
  /** The router is on the host from now on. */
  place(routerId: string, host: string): Promise<void>
  /** A firewall agent says hello. */
  agent(host: string): Promise<string>
  /** What the agent of the host says of all that it was told. */
  report(host: string, state: 'up' | 'down'): Promise<void>
  /** What an agent says, word by word. */
  reportOf: ReportHandler['report']
  /** Bodies of what is published in a topic, by key. */
  published(topic: string): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export const contextOf = (who: string): RequestContext =>
  who === 'admin'
    ? { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }
    : { ...adminContext(who), isAdmin: false, roles: ['member', 'reader'] }

const PLURALS: Readonly<Record<string, string>> = { firewall_policy: 'firewall_policies' }
const pluralOf = (what: string): string => PLURALS[what] ?? `${what}s`

/** Stands for the router service: routers are placed where a test says. */
export function routersModule(take: (schedule: AgentSchedule) => void): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: 'router',
    start: ({ scheduler }) => {
      const nothing = (): Promise<void> => Promise.resolve()
      take(
        scheduler.schedule({
          name: 'router',
          agentType: 'L3 agent',
          demand: () => Promise.resolve({ agents: 0 }),
          unsettled: () => Promise.resolve([]),
          assigned: nothing,
          unassigned: nothing,
        }),
      )
      return Promise.resolve({})
    },
  }
}

/** A controller with firewalls of one version and their API, without a socket. */
export async function startCloud(version: 1 | 2): Promise<Cloud> {
  const store = await testStore()
  let routers: AgentSchedule | undefined
  let handler: ReportHandler | undefined
  const made = version === 1 ? firewall() : firewallV2()
  const service: ServiceModule = {
    ...made,
    start: async (environment) => {
      const started = await made.start(environment)
      handler = started.reports?.[FIREWALL_ENTITY]
      return started
    },
  }
  const modules = [
    vxlan({ vniRanges: [[1, 999]] }),
    linuxbridge(),
    routersModule((schedule) => (routers = schedule)),
    service,
  ]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
  const api: ServiceApi = version === 1 ? firewallApi : firewallV2Api
  const app = createApp({
    netloom,
    resources: serviceResources(RESOURCES, [api]),
    contextOf: (headers) => Promise.resolve(contextOf(String(headers['x-who']))),
    limits: { eventLoopDelay: 0 },
  })
  await app.ready()
  if (routers === undefined) throw new Error('the router service has not started')
  const schedule = routers
  const prefix = version === 1 ? '/fw' : '/fwaas'
  const call = async (method: Method, path: string, body?: object, who = 'admin'): Promise<Answer> => {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
    const { statusCode, body: text } = await app.inject({
      method,
      url: `/v2.0${path.replace('~', prefix)}`,
      headers: { 'x-who': who },
      ...payload,
    })
    return { status: statusCode, body: JSON.parse(text === '' ? '{}' : text) as Answer['body'] }
  }
  const hello = async (agentType: string, host: string): Promise<string> => {
    const report = { agentType, binary: 't', host, configurations: {}, start: true }
    return (await netloom.agents.hello(report)).agent.id
  }
  const published: Cloud['published'] = async (topic) =>
    Object.fromEntries((await store.log.snapshot(topic)).items.map(({ key, body }) => [key, body]))
  return {
    netloom,
    store,
    routers: schedule,
    call,
    make: async (what, body, who) => {
      const { status, body: answer } = await call('POST', `~/${pluralOf(what)}`, { [what]: body }, who)
      if (status !== 201) throw new Error(`POST ${what} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
      return answer[what] as Shown
    },
    get: async (what, id, who) => (await call('GET', `~/${pluralOf(what)}/${id}`, undefined, who)).body[what] as Shown,
    routerPort: async (routerId, projectId) => {
      const context = contextOf('admin')
      const { id: networkId } = await netloom.networks.create(context, { name: 'n', projectId })
      await netloom.subnets.create(context, { networkId, projectId, cidr: '10.0.0.0/24', ipVersion: 4 })
      const owner = { deviceOwner: 'network:router_interface', deviceId: routerId }
      return (await netloom.ports.create(context, { networkId, projectId, ...owner })).id
    },
    place: async (routerId, host) => {
      await hello('L3 agent', host)
      const [agent] = await netloom.agents.list({ host, agentType: 'L3 agent' })
      if (agent !== undefined) await schedule.assign(routerId, [agent])
    },
    agent: (host) => hello(FIREWALL_AGENT_TYPE, host),
    report: async (host, state) => {
      const [agent] = await netloom.agents.list({ host, agentType: FIREWALL_AGENT_TYPE })
      const routerIds = Object.keys(await published(`firewall/${host}`)).map((key) => key.slice('router/'.length))
      const reports = await Promise.all(
        routerIds.map(async (id) => {
          const { router } = await published(`firewall-router/${id}`)
          return { portId: (router as { readonly token: string }).token, state }
        }),
      )
      if (agent !== undefined) await handler?.report(agent, reports)
    },
    reportOf: (agent, reports) => handler!.report(agent, reports),
    published,
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}

export const newId = (): string => randomUUID()
