import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext, type Ml2Options, type Netloom, type RequestContext } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { createApp } from '@netloom/server'
import { flat } from '@netloom/type-flat'
import { vxlan } from '@netloom/type-vxlan'
import { serviceApi } from '../../src/api/index.ts'
import { type L3ServiceOptions, routers } from '../../src/index.ts'
import { testStore } from '../../../ml2/test/support/test-store.ts'

export type Shown = Readonly<Record<string, unknown>>
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, Shown & readonly Shown[]>> & {
    readonly NeutronError: { readonly type: string; readonly message: string }
  }
}
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface L3Cloud {
  readonly netloom: Netloom
  readonly store: Store
  /** Id of the external network, 203.0.113.0/24, and of its subnet. */
  readonly outside: { readonly networkId: string; readonly subnetId: string }
  /** `who`: `admin`, or a member of that project, or with `:reader` behind it somebody who may only read. */
  call(method: Method, path: string, body?: object, who?: string): Promise<Answer>
  /** As is: any body, and headers. */
  send(
    method: Method,
    path: string,
    body: unknown,
    who: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  /** What a POST made; a refusal fails the test. */
  make(path: string, body: object, who?: string): Promise<Shown>
  /** Status of an answer, and of a refusal type and words. */
  refusal(method: Method, path: string, body?: object, who?: string): Promise<readonly unknown[]>
  /** A network with one subnet, and a port on it. */
  inside(who: string, cidr?: string): Promise<Inside>
  /** A router with a gateway, and a network behind it. */
  routed(who: string, cidr?: string): Promise<Inside & { readonly routerId: string }>
  /** An L3 agent says hello. */
  l3Agent(host: string, configurations?: object, zone?: string): Promise<string>
  /** Bodies of what is published in a topic, by key. */
  published(topic: string): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export interface Inside {
  readonly networkId: string
  readonly subnetId: string
  readonly portId: string
}

export const contextOf = (who: string): RequestContext =>
  who === 'admin'
    ? { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }
    : {
        ...adminContext(who.replace(/:reader$/, '')),
        isAdmin: false,
        roles: who.endsWith(':reader') ? ['reader'] : ['member', 'reader'],
      }

/** A controller with routers and its API, without a socket; hosts h1 and h2 have switches. */
export async function startL3Cloud(
  options: L3ServiceOptions = {},
  { ml2 = {}, store: given }: { readonly ml2?: Partial<Ml2Options>; readonly store?: Store } = {},
): Promise<L3Cloud> {
  const store = given ?? (await testStore())
  const modules = [vxlan({ vniRanges: [[1, 9_999]] }), flat(), linuxbridge(), routers(options)]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'], ...ml2 } })
  const app = createApp({
    netloom,
    resources: serviceResources(RESOURCES, [serviceApi]),
    contextOf: (headers) => Promise.resolve(contextOf(String(headers['x-who']))),
    limits: { eventLoopDelay: 0 },
  })
  for (const [index, host] of ['h1', 'h2'].entries()) {
    const configurations = {
      tunnelingIp: `192.0.2.${String(index + 1)}`,
      tunnelTypes: ['vxlan'],
      interfaceMappings: { public: 'eth1' },
    }
    await netloom.agents.hello({ agentType: 'Linux bridge agent', binary: 't', host, configurations, start: true })
  }
  await app.ready()
  const admin = contextOf('admin')
  const [known] = await netloom.networks.list(admin, { name: 'outside' })
  const outside = known ?? (await netloom.networks.create(admin, outsideNetwork))
  const [held] = await netloom.subnets.list(admin, { networkId: outside.id })
  const outsideSubnet =
    held ?? (await netloom.subnets.create(admin, { networkId: outside.id, cidr: '203.0.113.0/24', enableDhcp: false }))
  const send: L3Cloud['send'] = async (method, path, body, who, more) => {
    const headers = { 'x-who': who, ...more }
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
    const { statusCode, body: text } = await app.inject({ method, url: `/v2.0${path}`, headers, ...payload })
    return { status: statusCode, body: JSON.parse(text === '' ? '{}' : text) as Answer['body'] }
  }
  const call: L3Cloud['call'] = (method, path, body, who = 'admin') => send(method, path, body, who)
  const make = async (path: string, body: object, who?: string): Promise<Shown> => {
    const { status, body: answer } = await call('POST', path, body, who)
    if (status !== 201) throw new Error(`POST ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
    return Object.values(answer)[0] as Shown
  }
  const inside = async (who: string, cidr = '10.0.0.0/24'): Promise<Inside> => {
    const context = contextOf(who)
    const { id: networkId } = await netloom.networks.create(context, { name: 'inside' })
    const subnet = await netloom.subnets.create(context, { networkId, cidr })
    const port = await netloom.ports.create(context, { networkId, deviceOwner: 'compute:nova' })
    return { networkId, subnetId: subnet.id, portId: port.id }
  }
  return {
    netloom,
    store,
    outside: { networkId: outside.id, subnetId: outsideSubnet.id },
    call,
    send,
    make,
    refusal: async (...request) => {
      const { status, body } = await call(...request)
      return status < 400 ? [status] : [status, body.NeutronError.type, body.NeutronError.message]
    },
    inside,
    routed: async (who, cidr) => {
      const there = await inside(who, cidr)
      const gateway = { network_id: outside.id }
      const router = await make('/routers', { router: { external_gateway_info: gateway } }, who)
      const routerId = String(router['id'])
      const added = await call('PUT', `/routers/${routerId}/add_router_interface`, { subnet_id: there.subnetId }, who)
      if (added.status !== 200) throw new Error(JSON.stringify(added.body))
      return { ...there, routerId }
    },
    l3Agent: async (host, configurations = { agentMode: 'legacy', haRouters: true }, zone = 'nova') => {
      const report = { agentType: 'L3 agent', binary: 'netloom-l3-agent', host, availabilityZone: zone, start: true }
      const { agent } = await netloom.agents.hello({ ...report, configurations: { ...configurations } })
      await netloom.services.routerScheduling.idle()
      return agent.id
    },
    published: async (topic) =>
      Object.fromEntries((await store.log.snapshot(topic)).items.map(({ key, body }) => [key, body])),
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}

const outsideNetwork = {
  name: 'outside',
  routerExternal: true,
  provider: { networkType: 'flat', physicalNetwork: 'public' },
}
