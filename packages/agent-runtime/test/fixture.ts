import type { FeedChange, FeedItem, FeedSnapshot, Host, Rendered, SwitchRenderer } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import { hostTopic, memberKey, networkTopic, portKey } from '@netloom/core/wire'
import { Agent, type AgentOptions, type Journal, type JournalRecord, type Uplink } from '../src/index.ts'

export const HOST = 'host1'
export const VTEP = '192.0.2.1'

/** A small linux-bridge renderer: one bridge and one VXLAN device a network, fdb and neighbour a remote port. */
export const fakeRenderer: SwitchRenderer = {
  mechanism: 'toy',
  agentType: 'Toy agent',
  binary: 'toy-agent',
  configurations: { tunnelingIp: VTEP, tunnelTypes: ['vxlan'] },
  deviceName: (portId) => `tap${portId.slice(0, 11)}`,
  network: (network) => {
    const vni = network.segments[0]?.segmentationId ?? 0
    const owner = `network/${network.id}`
    return [
      rule({ kind: 'bridge', name: bridgeOf(network.id), owner }),
      rule({
        kind: 'vxlan',
        name: `vxlan-${String(vni)}`,
        owner,
        vni,
        localIp: VTEP,
        underlay: 'eth0',
        dstPort: 4789,
        bridge: bridgeOf(network.id),
        mtu: network.mtu,
        learning: false,
        proxy: true,
        neighSuppress: false,
      }),
    ]
  },
  attachment: (port, network) => [
    rule({
      kind: 'bridge-port',
      device: fakeRenderer.deviceName(port.id),
      bridge: bridgeOf(network.id),
      owner: `port/${port.id}`,
      up: port.adminStateUp,
    }),
  ],
  member: ({ vtep, segmentationId }) =>
    vtep === VTEP ? [] : [rule({ kind: 'flood', device: `vxlan-${String(segmentationId)}`, dst: vtep })],
  population: ({ vtep, segmentationId, macAddress, ipAddresses }) => {
    const device = `vxlan-${String(segmentationId)}`
    if (vtep === VTEP) return []
    return [
      rule({ kind: 'fdb', device, mac: macAddress, dst: vtep }),
      ...ipAddresses.map((ip) => rule({ kind: 'neighbour', device, ip, mac: macAddress })),
    ]
  },
}

const bridgeOf = (networkId: string): string => `brq${networkId.slice(0, 11)}`
const rule = (state: { readonly kind: string; readonly [field: string]: unknown }): Rendered => ({ state, rule: 'toy' })

export const idOf = (n: number): string => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
export const macOf = (n: number): string =>
  `fa:16:3e:${[n >> 16, n >> 8, n].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`
export const ipOf = (n: number): string => `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`
export const tapOf = (n: number): string => fakeRenderer.deviceName(idOf(n))

export function networkItem(n: number, revision = 1, mtu = 1450): FeedItem {
  const segments = [{ id: idOf(n), networkType: 'vxlan', physicalNetwork: null, segmentationId: 100 + n }]
  return { key: 'network', revision, body: { id: idOf(n), adminStateUp: true, mtu, segments } }
}

export function portItem(n: number, network: number, revision = 1, adminStateUp = true): FeedItem {
  const body = {
    id: idOf(n),
    networkId: idOf(network),
    macAddress: macOf(n),
    adminStateUp,
    deviceOwner: 'compute:nova',
    deviceId: '',
    fixedIps: [],
    allowedAddressPairs: [],
    portSecurityEnabled: true,
    segmentId: idOf(network),
    vifType: 'bridge',
    vnicType: 'normal',
    profile: {},
  }
  return { key: portKey(idOf(n)), revision, body }
}

export function memberItem(vtep: number, network: number): FeedItem {
  const body = {
    host: `h${String(vtep)}`,
    vtep: `192.0.2.${String(vtep)}`,
    networkType: 'vxlan',
    segmentationId: 100 + network,
  }
  return { key: memberKey(`h${String(vtep)}`), revision: 1, body }
}

export function populationItem(n: number, network: number, vtep = 2, revision = 1): FeedItem {
  const body = {
    portId: idOf(n),
    macAddress: macOf(n),
    ipAddresses: [ipOf(n)],
    host: `h${String(vtep)}`,
    vtep: `192.0.2.${String(vtep)}`,
    networkType: 'vxlan',
    segmentationId: 100 + network,
  }
  return { key: portKey(idOf(n)), revision, body }
}

export const gone = (item: FeedItem): FeedItem => ({ ...item, body: null })
export const ofHost: Topic = hostTopic(HOST)
export const ofNetwork = (n: number): Topic => networkTopic(idOf(n))

export const snapshot = (topic: Topic, rev: number, items: readonly FeedItem[], epoch = 'e'): FeedSnapshot => ({
  type: 'snapshot',
  topic,
  cursor: { epoch, rev },
  items,
})
export const change = (
  topic: Topic,
  previous: number,
  rev: number,
  changes: readonly FeedItem[],
  epoch = 'e',
): FeedChange => ({
  type: 'change',
  topic,
  previous,
  cursor: { epoch, rev },
  changes,
})

/** Writes down what the agent asks and tells. */
export class ListeningUplink implements Uplink {
  readonly asked: string[] = []
  readonly reports: PortReport[] = []

  watch(topic: Topic): void {
    this.asked.push(`watch ${topic}`)
  }
  unwatch(topic: Topic): void {
    this.asked.push(`unwatch ${topic}`)
  }
  report(ports: readonly PortReport[]): void {
    this.reports.push(...ports)
  }
  settled(): void {
    this.asked.push('settled')
  }
}

/** A journal in memory; outlives the agent that writes it. */
export class MemoryJournal implements Journal {
  private records: JournalRecord[] = []

  load(): Promise<readonly JournalRecord[]> {
    return Promise.resolve(this.records)
  }
  append(_record: JournalRecord, whole: () => Iterable<FeedSnapshot>): void {
    this.records = [...whole()]
  }
  flushed(): Promise<void> {
    return Promise.resolve()
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
}

export async function startedAgent(
  host: Host,
  options: Partial<AgentOptions> = {},
): Promise<{ readonly agent: Agent; readonly uplink: ListeningUplink }> {
  const agent = new Agent({ host, renderer: fakeRenderer, ...options })
  const uplink = new ListeningUplink()
  agent.attach(uplink)
  await agent.start()
  return { agent, uplink }
}

/** The keys on the host, sorted. */
export const keysOn = async (host: Host): Promise<readonly string[]> =>
  (await host.read()).map((state) => host.kinds.get(state.kind)!.key(state)).sort()
