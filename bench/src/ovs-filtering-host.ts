import { Agent } from '@netloom/agent-runtime'
import { type FeedItem, type Host, silentLogger } from '@netloom/core'
import { securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, type Topic } from '@netloom/core/wire'
import { BatchPipe, kernelHost } from '@netloom/dataplane'
import { openvswitchFirewall, openvswitchKinds, openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { countingProxy, type CountingProxy } from './counting-proxy.ts'
import {
  filteredPortItem,
  filteredTap,
  GROUP,
  GROUP_NETWORK,
  groupMembers,
  groupNetworkItem,
  groupRules,
  REMOTE,
} from './group-population.ts'
import { range } from './population.ts'
import { standaloneOvs, type StandaloneOvs } from './standalone-ovs.ts'

/** An Open vSwitch with ports of one group, wired by our agent. */
export interface OvsFilteringHost {
  readonly room: StandaloneOvs
  readonly agent: Agent
  readonly front: CountingProxy
  /** Calls of the host since the last time, which are bundles when only flows change. */
  takeApplications(): number
  close(): Promise<void>
}

export async function ovsFilteringHost(ports: number): Promise<OvsFilteringHost> {
  const room = await standaloneOvs()
  const front = await countingProxy(room.directory, ['br-int'])
  const pipe = new BatchPipe({ tool: 'ip', netns: room.netns })
  const kinds = openvswitchKinds({ ovsdb: `unix:${front.directory}/db.sock`, logger: silentLogger })
  const host: Host = kernelHost({ name: 'host1', netns: room.netns, kinds, logger: silentLogger })
  let applications = 0
  const apply = host.apply.bind(host)
  host.apply = (steps) => {
    applications += 1
    return apply(steps)
  }
  const renderer = openvswitchRenderer({ datapathType: 'netdev' })
  const agent = new Agent({ host, renderer, firewall: openvswitchFirewall(), auditInterval: 0 })
  await pipe.run(
    range(ports).map((n) => `link add ${filteredTap(n)} group 7 type veth peer name x${String(n)} group 7`),
  )
  await agent.start()
  const tell = async (topic: Topic, items: readonly FeedItem[]): Promise<void> => {
    agent.receive({ type: 'snapshot', topic, cursor: { epoch: 'e', rev: 1 }, items })
    await agent.idle()
  }
  await tell(hostTopic('host1'), range(ports).map(filteredPortItem))
  await tell(securityGroupTopic(GROUP), groupRules)
  await tell(securityMembersTopic(REMOTE), groupMembers)
  await tell(GROUP_NETWORK, [groupNetworkItem])
  return {
    room,
    agent,
    front,
    takeApplications() {
      const taken = applications
      applications = 0
      return taken
    },
    async close() {
      await agent.stop()
      await host.close()
      await front.close()
      // Before its namespace goes: devices that go with one hold up the whole machine.
      await pipe.run(['link del group 7'])
      await pipe.close()
      await room.close()
    },
  }
}
