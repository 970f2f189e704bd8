import { Agent } from '@netloom/agent-runtime'
import { type FeedChange, type FeedItem, type Host, silentLogger, type SwitchRenderer } from '@netloom/core'
import { kernelHost } from '@netloom/dataplane'
import { openvswitchKinds, openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { standaloneOvs, type StandaloneOvs } from './standalone-ovs.ts'
import { hostSnapshot, networkSnapshot, range, type PopulationShape } from './population.ts'
import { LOCAL_IP } from './receiving-host.ts'

/** VXLAN, population, requests for known addresses answered on the host: two flows for each remote port. */
const renderer = (): SwitchRenderer =>
  openvswitchRenderer({
    localIp: LOCAL_IP,
    tunnelTypes: ['vxlan'],
    l2Population: true,
    arpResponder: true,
    datapathType: 'netdev',
  })

export const FLOWS_PER_PORT = 2

/** An Open vSwitch on which our agent can be started, as often as it is wanted. */
export interface OvsReceivingHost {
  readonly room: StandaloneOvs
  /**
   * An agent whose networks are built, with tunnels to all their members, and without ports. `directory` has the sockets of
   * the switch if they are not its own.
   */
  agent(shape: PopulationShape, directory?: string): Promise<RunningOvsAgent>
  /** Flows of a bridge as its own tool tells them, without what counts and ages, sorted. */
  flows(bridge: string): Promise<readonly string[]>
}

export interface RunningOvsAgent {
  readonly agent: Agent
  /** The flows stay. */
  stop(): Promise<void>
}

export async function ovsReceivingHost(): Promise<OvsReceivingHost> {
  const room = await standaloneOvs()
  return {
    room,
    agent: async (shape, directory = room.directory) => {
      const kinds = openvswitchKinds({ ovsdb: `unix:${directory}/db.sock`, logger: silentLogger })
      const host: Host = kernelHost({ name: 'receiver', netns: room.netns, kinds, logger: silentLogger })
      const agent = new Agent({ host, renderer: renderer(), auditInterval: 0 })
      await agent.start()
      agent.receive(hostSnapshot('receiver', shape))
      await agent.idle()
      for (const network of range(shape.networks)) {
        const snapshot = networkSnapshot(network, shape)
        agent.receive({ ...snapshot, items: snapshot.items.filter((item) => !isPort(item)) })
      }
      await agent.idle()
      return {
        agent,
        async stop() {
          await agent.stop()
          await host.close()
        },
      }
    },
    async flows(bridge) {
      const text = await room.ofctl(['dump-flows', bridge, '--no-stats'])
      return text
        .split('\n')
        .filter((line) => line.includes('actions='))
        .map((line) => line.trim())
        .sort()
    },
  }
}

/** All remote ports of a network come at once. */
export function portsArrive(network: number, shape: PopulationShape): FeedChange {
  const { topic, items } = networkSnapshot(network, shape)
  return { type: 'change', topic, previous: 2, cursor: { epoch: 'bench', rev: 3 }, changes: items.filter(isPort) }
}

const isPort = ({ key }: FeedItem): boolean => key.startsWith('port/')
