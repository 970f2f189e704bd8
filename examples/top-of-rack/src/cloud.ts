import { adminContext } from '@netloom/core'
import { hostTopic, NETWORK_KEY, networkTopic } from '@netloom/core/wire'
import { createNetloom } from '@netloom/ml2'
import type { Netloom, RequestContext, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { openvswitch } from '@netloom/mech-ovs'
import { openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { sqliteStore } from '@netloom/store'
import { vlan } from '@netloom/type-vlan'
import { vxlan } from '@netloom/type-vxlan'
import { topOfRack } from './index.ts'
import type { Racks } from './racks.ts'

export const RACKS: Racks = { rack1: '192.0.2.1', rack2: '192.0.2.2' }

/** A controller, and a host in each rack that has a bridge on the VLANs of its rack and no tunnels. */
export interface RackCloud {
  readonly netloom: Netloom
  readonly context: RequestContext
  readonly renderers: ReadonlyMap<string, SwitchRenderer>
  /** What the feed tells agents of a network. */
  networkItem(id: string): Promise<NetworkItem | undefined>
  /** What the feed tells a host of its ports. */
  portItems(host: string): Promise<readonly PortItem[]>
}

/** `hosts`: name → physical network of its rack. */
export async function rackCloud(hosts: Readonly<Record<string, string>>): Promise<RackCloud> {
  const store = sqliteStore(':memory:')
  const netloom = await createNetloom({
    modules: [
      vxlan({ vniRanges: [[5000, 5999]] }),
      vlan({ networkVlanRanges: { rack1: [[100, 109]], rack2: [[200, 209]] } }),
      topOfRack(RACKS),
      openvswitch(),
    ],
    store,
    ml2: { projectNetworkTypes: ['vxlan'] },
  })
  const renderers = new Map<string, SwitchRenderer>()
  for (const [host, rack] of Object.entries(hosts)) {
    const renderer = openvswitchRenderer({ bridgeMappings: { [rack]: 'br-rack' } })
    const { agentType, binary, configurations } = renderer
    await netloom.agents.hello({ agentType, binary, host, configurations, start: true })
    renderers.set(host, renderer)
  }
  return {
    netloom,
    context: adminContext(),
    renderers,
    networkItem: async (id) => {
      const { items } = await store.log.snapshot(networkTopic(id))
      return items.find(({ key }) => key === NETWORK_KEY)?.body as NetworkItem | undefined
    },
    portItems: async (host) => (await store.log.snapshot(hostTopic(host))).items.map(({ body }) => body as PortItem),
  }
}
