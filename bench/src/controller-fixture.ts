import { adminContext, type Netloom, type RequestContext } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { hostTopic, networkTopic } from '@netloom/core/wire'
import { createNetloom, FeedHub } from '@netloom/ml2'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { range } from './population.ts'

export const CONTEXT: RequestContext = adminContext('bench')

/** A controller with hosts and ports, and watchers in place of agents. */
export interface ControllerFixture {
  readonly netloom: Netloom
  readonly store: Store
  /** Deliveries to all watchers so far. */
  delivered(): number
  /** Times an event was turned into text so far, and events published to somebody. */
  published(): number
  close(): Promise<void>
}

export const hostName = (index: number): string => `host${String(index)}`

/** Hosts with live agents and nothing else. */
export async function controllerFixture(hosts: number): Promise<ControllerFixture> {
  const store = sqliteStore(':memory:')
  const netloom = await createNetloom({
    modules: [vxlan({ vniRanges: [[1, 16_000_000]] }), linuxbridge(), l2population()],
    store,
    ml2: { projectNetworkTypes: ['vxlan'] },
  })
  for (const index of range(hosts)) {
    await netloom.agents.hello({
      agentType: 'Linux bridge agent',
      binary: 'bench',
      host: hostName(index),
      configurations: { tunnelingIp: `10.${String(index >> 8)}.${String(index & 255)}.1`, tunnelTypes: ['vxlan'] },
      start: true,
    })
  }
  const counters = netloom.feed instanceof FeedHub ? netloom.feed.counters : undefined
  if (counters === undefined) throw new Error('the feed has no counters')
  return {
    netloom,
    store,
    delivered: () => counters.deliveries,
    published: () => counters.publications,
    close: () => netloom.close(),
  }
}

/** One network with `perHost` ACTIVE ports on each of `hosts`; every one of these hosts watches it. Returns port ids by host. */
export async function populate(
  { netloom }: ControllerFixture,
  hosts: readonly number[],
  perHost: number,
): Promise<readonly (readonly string[])[]> {
  const network = await netloom.networks.create(CONTEXT, {})
  await netloom.subnets.create(CONTEXT, { networkId: network.id, cidr: '10.0.0.0/8', gatewayIp: null })
  const requests = hosts.flatMap((index) =>
    range(perHost).map(() => ({ networkId: network.id, host: hostName(index), deviceOwner: 'compute:nova' })),
  )
  const ports = await netloom.ports.createMany(CONTEXT, requests)
  const byHost = hosts.map((index) =>
    ports.filter(({ binding }) => binding.host === hostName(index)).map(({ id }) => id),
  )
  for (const [position, index] of hosts.entries()) {
    const reports = (byHost[position] ?? []).map((portId) => ({ portId, state: 'up' as const }))
    await netloom.ports.reportWiring(hostName(index), reports)
  }
  for (const index of hosts) {
    netloom.feed.watch(networkTopic(network.id), (message) => message.json())
    netloom.feed.watch(hostTopic(hostName(index)), (message) => message.json())
  }
  await netloom.feed.state(networkTopic(network.id))
  return byHost
}
