import {
  adminContext,
  type AgentReport,
  type DriverModule,
  type FeedCounters,
  type Ml2Options,
  type Netloom,
  type PortCreate,
  type RequestContext,
} from '@netloom/core'
import type { Schema, Store } from '@netloom/core/store'
import { hostTopic, networkTopic } from '@netloom/core/wire'
import { createNetloom, FeedHub } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import type { HostPlace } from './fleet-host.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface WatchingFleetOptions {
  readonly hosts: number
  readonly portsPerHost: number
  /** Ports are dealt out to them in turn. Default: one for 200 ports. */
  readonly networks?: number
  readonly modules: readonly DriverModule[]
  readonly ml2?: Partial<Ml2Options>
  /** Default: SQLite in memory. */
  readonly store?: Store
  /** What the agent of a host says of itself. Default: a Linux bridge agent with VXLAN and L2 population. */
  readonly agent?: (place: HostPlace) => Omit<AgentReport, 'start'>
}

/** What it has cost so far. */
export interface FleetCosts extends FeedCounters {
  /** Characters of JSON handed to members, each delivery counted. */
  readonly characters: number
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>
}

export interface WatchingFleet {
  readonly netloom: Netloom
  readonly admin: RequestContext
  readonly networkIds: readonly string[]
  /** Binds and wires the ports of one host, in two requests; its member watches from then on. */
  populate(host: number): Promise<void>
  /** Resolves when every change committed so far has reached its members. */
  delivered(): Promise<void>
  costs(): Promise<FleetCosts>
  close(): Promise<void>
}

const TABLES: readonly (keyof Schema)[] = ['networks', 'ports', 'ip_allocations', 'feed_items', 'changes', 'agents']

/**
 * A controller, and hosts that only watch what their agents would watch: what a fleet of any size costs the controller.
 * Hosts and networks are made; ports come with `populate`.
 */
export async function fleet(options: WatchingFleetOptions): Promise<WatchingFleet> {
  const { hosts, portsPerHost, modules, ml2 = { projectNetworkTypes: ['vxlan'] }, agent = linuxBridgeAgent } = options
  const store = options.store ?? sqliteStore(':memory:')
  const netloom = await createNetloom({ modules, ml2, store, clock: new VirtualClock() })
  const admin = adminContext('fleet')
  const count = options.networks ?? Math.ceil((hosts * portsPerHost) / 200)
  const networks = await netloom.networks.createMany(
    admin,
    Array.from({ length: count }, () => ({})),
  )
  const networkIds = networks.map(({ id }) => id)
  await netloom.subnets.createMany(
    admin,
    networkIds.map((networkId) => ({ networkId, cidr: '10.0.0.0/16' })),
  )
  for (let host = 0; host < hosts; host += 1) await netloom.agents.hello({ ...agent(placeOf(host)), start: true })

  const { feed } = netloom
  if (!(feed instanceof FeedHub)) throw new TypeError('costs are counted by a FeedHub')
  let characters = 0
  const watch = (topic: string): void => {
    feed.watch(topic, (message) => {
      characters += message.json().length
    })
  }
  return {
    netloom,
    admin,
    networkIds,
    populate: async (host) => {
      const { name } = placeOf(host)
      const requests = Array.from({ length: portsPerHost }, (_, index): PortCreate => {
        const networkId = networkIds[(host * portsPerHost + index) % count] ?? ''
        return { networkId, host: name, deviceOwner: 'compute:nova' }
      })
      const ports = await netloom.ports.createMany(admin, requests)
      watch(hostTopic(name))
      for (const networkId of new Set(ports.map((port) => port.networkId))) watch(networkTopic(networkId))
      await netloom.ports.reportWiring(
        name,
        ports.map(({ id }) => ({ portId: id, state: 'up' })),
      )
    },
    delivered: () => feed.settled(),
    costs: async () => {
      const rows: Record<string, number> = {}
      for (const table of TABLES) rows[table] = await rowsIn(store, table)
      return { ...feed.counters, characters, rows }
    },
    close: () => netloom.close(),
  }
}

const placeOf = (host: number): HostPlace => ({
  name: `host${String(host + 1)}`,
  vtep: `198.18.${String(host >> 8)}.${String(host & 255)}`,
})

function linuxBridgeAgent({ name, vtep }: HostPlace): Omit<AgentReport, 'start'> {
  const configurations = { tunnelingIp: vtep, tunnelTypes: ['vxlan'], l2Population: true }
  return { agentType: 'Linux bridge agent', binary: 'simulated', host: name, configurations }
}

async function rowsIn({ db }: Store, table: keyof Schema): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return rows
}
