import { adminContext, type AgentSchedule, CONTRACT, type Netloom, type ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { vxlan } from '@netloom/type-vxlan'
import { DHCP_KIND, ROUTER_KIND } from '../../src/controller/where-asked.ts'
import { metadata, METADATA_AGENT_TYPE } from '../../src/index.ts'
import { testStore } from '../../../ml2/test/support/test-store.ts'

export const ADMIN = { ...adminContext('admin'), roles: ['admin', 'member', 'reader'] }

const AGENTS = { [DHCP_KIND]: 'DHCP agent', [ROUTER_KIND]: 'L3 agent' } as const

export interface MetadataCloud {
  readonly netloom: Netloom
  readonly store: Store
  /** A metadata agent says hello. */
  agent(host: string): Promise<string>
  /** A DHCP agent has the network, or an L3 agent the router, from now on. */
  place(kind: keyof typeof AGENTS, id: string, host: string): Promise<void>
  unplace(kind: keyof typeof AGENTS, id: string, host: string): Promise<void>
  network(): Promise<string>
  /** A port on the network: a guest's, or a router's. */
  port(networkId: string, deviceId: string, deviceOwner?: string): Promise<string>
  /** Bodies of what is published in a topic, by key. */
  published(topic: string): Promise<Readonly<Record<string, unknown>>>
  /** Rows of `metadata_interests`: `<kind> <object> <host>`. */
  interests(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Stands for the services of DHCP and routers: networks and routers are placed where a test says. */
function placesModule(take: (kind: string, schedule: AgentSchedule) => void): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: 'places',
    start: ({ scheduler }) => {
      const nothing = (): Promise<void> => Promise.resolve()
      for (const [name, agentType] of Object.entries(AGENTS))
        take(
          name,
          scheduler.schedule({
            ...{ name, agentType, assigned: nothing, unassigned: nothing },
            demand: () => Promise.resolve({ agents: 0 }),
            unsettled: () => Promise.resolve([]),
          }),
        )
      return Promise.resolve({})
    },
  }
}

export async function startMetadataCloud(): Promise<MetadataCloud> {
  const store = await testStore()
  const schedules = new Map<string, AgentSchedule>()
  const places = placesModule((kind, schedule) => schedules.set(kind, schedule))
  const modules = [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), places, metadata()]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
  const hello = async (agentType: string, host: string): Promise<string> =>
    (await netloom.agents.hello({ agentType, binary: 't', host, configurations: {}, start: true })).agent.id
  return {
    netloom,
    store,
    agent: (host) => hello(METADATA_AGENT_TYPE, host),
    place: async (kind, id, host) => {
      await hello(AGENTS[kind], host)
      await schedules.get(kind)!.assign(id, await netloom.agents.list({ host, agentType: AGENTS[kind] }))
    },
    unplace: async (kind, id, host) => {
      const [agent] = await netloom.agents.list({ host, agentType: AGENTS[kind] })
      await schedules.get(kind)!.unassign(id, agent!)
    },
    network: async () => {
      const { id: networkId } = await netloom.networks.create(ADMIN, { name: 'n', projectId: 'p1' })
      await netloom.subnets.create(ADMIN, { networkId, projectId: 'p1', cidr: '10.0.0.0/24', ipVersion: 4 })
      return networkId
    },
    port: async (networkId, deviceId, deviceOwner = 'compute:nova') =>
      (await netloom.ports.create(ADMIN, { networkId, projectId: 'p1', deviceId, deviceOwner, name: 'web' })).id,
    published: async (topic) =>
      Object.fromEntries((await store.log.snapshot(topic)).items.map(({ key, body }) => [key, body])),
    interests: async () => {
      const rows = (await store.db
        .selectFrom('metadata_interests' as never)
        .selectAll()
        .execute()) as unknown as readonly { kind: string; object_id: string; host: string }[]
      return rows.map(({ kind, object_id, host }) => `${kind} ${object_id} ${host}`).sort()
    },
    close: () => netloom.close(),
  }
}
