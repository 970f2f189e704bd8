import { RESOURCES, serviceResources } from '@netloom/api'
import { adminContext, type Netloom, type RequestContext } from '@netloom/core'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL } from '@netloom/core/wire'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { createApp } from '@netloom/server'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { serviceApi } from '../src/api/index.ts'
import { mirrors } from '../src/index.ts'

export interface Answer {
  readonly status: number
  readonly body: Body
}

/** What answers have that tests look into. */
interface Body {
  readonly mirror: Shown
  readonly mirrors: readonly Shown[]
  readonly quota: Readonly<Record<'mirror', unknown>>
}
export type Shown = Readonly<Record<string, unknown>>

export interface Cloud {
  readonly netloom: Netloom
  /** `who`: `admin`, or a member of that project. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, who?: string): Promise<Answer>
  /** A port of that project, on a network of its own, bound to the host. */
  port(projectId: string, host: string): Promise<string>
  /** Bodies of what the agent of a host is told. */
  toldTo(host: string): Promise<readonly unknown[]>
  close(): Promise<void>
}

const contextOf = (who: string): RequestContext =>
  who === 'admin'
    ? { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }
    : { ...adminContext(who), isAdmin: false, roles: ['member', 'reader'] }

/** A controller with mirrors and its API, without a socket; hosts h1 and h2 have switches. */
export async function startCloud(): Promise<Cloud> {
  const store = sqliteStore(':memory:')
  const modules = [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), mirrors()]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
  const app = createApp({
    netloom,
    resources: serviceResources(RESOURCES, [serviceApi]),
    contextOf: (headers) => Promise.resolve(contextOf(String(headers['x-who']))),
    limits: { eventLoopDelay: 0 },
  })
  for (const [index, host] of ['h1', 'h2'].entries()) {
    const configurations = { tunnelingIp: `192.0.2.${String(index + 1)}`, tunnelTypes: ['vxlan'] }
    await netloom.agents.hello({ agentType: 'Linux bridge agent', binary: 't', host, configurations, start: true })
  }
  await app.ready()
  return {
    netloom,
    call: async (method, path, body, who = 'admin') => {
      const headers = { 'x-who': who }
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
      const { statusCode, body: text } = await app.inject({ method, url: `/v2.0${path}`, headers, ...payload })
      return { status: statusCode, body: JSON.parse(text === '' ? '{}' : text) as Body }
    },
    port: async (projectId, host) => {
      const context = contextOf(projectId)
      const { id: networkId } = await netloom.networks.create(context, { name: 'n' })
      return (await netloom.ports.create(adminContext(projectId), { networkId, projectId, host })).id
    },
    toldTo: async (host) => (await store.log.snapshot(`mirrors/${host}`)).items.map(({ body }) => body),
    close: async () => {
      await app.close()
      await netloom.close()
    },
  }
}

/** The agent of a host, frame by frame. */
export async function connectAgent(
  netloom: Netloom,
  host: string,
  agentType: string,
): Promise<(frame: AgentFrame, type: ControllerFrame['type']) => Promise<ControllerFrame>> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  const frames: ControllerFrame[] = []
  let wake = (): void => undefined
  ours.onFrame((frame) => {
    frames.push(frame)
    wake()
  })
  netloom.serveAgent(theirs)
  const ask = async (frame: AgentFrame, type: ControllerFrame['type']): Promise<ControllerFrame> => {
    frames.length = 0
    ours.send(frame)
    for (;;) {
      const found = frames.find((one) => one.type === type)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const agent = { agentType, binary: 'test', host, configurations: {}, start: true }
  await ask({ type: 'hello', protocol: LINK_PROTOCOL, agent }, 'welcome')
  return ask
}
