import { parseFlows, type Flow } from '../support/parse-flows.ts'
import type { Ask, CellNetwork } from './ask.ts'

/** Where Neutron has packets out of a tunnel come in, by type, and where its tunnel bridge keeps what. */
const INBOUND: Readonly<Record<string, number>> = { gre: 3, vxlan: 4, geneve: 6 }
const TABLE = { unicast: 20, arp: 21, flood: 22, mesh: 27 }
const TAG_BITS = 0xfff

/** What the tables of a host with Open vSwitch say of a network; see `rowsOf`. */
export async function switchRows(host: string, cloud: CellNetwork, ask: Ask): Promise<readonly string[]> {
  return cloud.type in INBOUND ? tunnelRows(host, cloud, ask) : wireRows(host, cloud, ask)
}

async function tunnelRows(host: string, cloud: CellNetwork, ask: Ask): Promise<readonly string[]> {
  const flows = await flowsOf(host, 'br-tun', ask)
  const inbound = INBOUND[cloud.type] ?? 0
  const key = `0x${(cloud.segmentationId ?? 0).toString(16)}`
  const entry = flows.find(({ table, match }) => table === inbound && match.endsWith(`tun_id=${key}`))
  if (entry === undefined) return []
  const vlan = setTag(entry)
  const ofNetwork = flows.filter(({ match }) => tagOf(match) === vlan)
  const from = (table: number): readonly Flow[] => ofNetwork.filter((flow) => flow.table === table)
  const flooded = from(TABLE.flood).map(({ actions }) =>
    actions.includes(`resubmit(,${String(TABLE.mesh)})`)
      ? (flows.find(({ table, match }) => table === TABLE.mesh && tagOf(match) === inbound)?.actions ?? '')
      : withKey(actions, key),
  )
  return [
    ...from(TABLE.arp).flatMap(({ match, actions }) => {
      const ip = /arp_tpa=([\d.]+)/.exec(match)?.[1] ?? ''
      const mac = /mod_dl_src:([\da-f:]+)/.exec(actions)?.[1]
      return mac === undefined ? [] : [`answer ${ip} ${mac}`]
    }),
    ...flooded.flatMap(outputs).map((vtep) => `flood ${vtep}`),
    ...from(TABLE.unicast).map(({ cookie, match, actions }) => {
      const mac = /dl_dst=([\da-f:]+)/.exec(match)?.[1] ?? ''
      const row = `${mac} ${outputs(withKey(actions, key)).join()}`
      return cookie === '0x0' ? `learned ${row}` : `unicast ${row}`
    }),
  ]
}

async function wireRows(host: string, cloud: CellNetwork, ask: Ask): Promise<readonly string[]> {
  const inside = await flowsOf(host, 'br-int', ask)
  const wanted = cloud.segmentationId === null ? 'vlan_tci=0x0000/0x1fff' : `dl_vlan=${String(cloud.segmentationId)}`
  const entry = inside.find(({ match }) => match === `priority=3,in_port="int-br-provider",${wanted}`)
  if (entry === undefined) return []
  const vlan = setTag(entry)
  const outside = (await flowsOf(host, 'br-provider', ask)).filter(({ match }) => tagOf(match) === vlan)
  const port = (await ask(host, ['ovs-vsctl', 'get', 'Interface', 'int-br-provider', 'ofport'])).trim()
  const learned = await ask(host, ['ovs-appctl', 'fdb/show', 'br-int'])
  return [
    `in ${segmentName(cloud)}`,
    ...outside.map((flow) => `out ${flow.actions.startsWith('strip_vlan') ? 'untagged' : String(setTag(flow))}`),
    ...learned.split('\n').flatMap((line) => {
      const [from, tag, mac] = line.trim().split(/\s+/)
      return from === port && Number(tag) === vlan ? [`learned ${mac ?? ''} wire`] : []
    }),
  ]
}

const flowsOf = async (host: string, bridge: string, ask: Ask): Promise<readonly Flow[]> =>
  parseFlows(await ask(host, ['ovs-ofctl', 'dump-flows', '--names', bridge]))

export const segmentName = ({ segmentationId }: CellNetwork): string =>
  segmentationId === null ? 'untagged' : String(segmentationId)

/** A flow of the network that sends with another network's key is as good as none. */
const withKey = (actions: string, key: string): string =>
  actions.includes(`load:${key}->NXM_NX_TUN_ID[]`) ? actions : ''

const setTag = ({ actions }: Flow): number =>
  Number(/load:(0x[\da-f]+)->NXM_OF_VLAN_TCI/.exec(actions)?.[1] ?? Number.NaN) & TAG_BITS

function tagOf(match: string): number {
  const decimal = /dl_vlan=(\d+)/.exec(match)?.[1]
  return decimal === undefined
    ? Number(/vlan_tci=(0x[\da-f]+)/.exec(match)?.[1] ?? Number.NaN) & TAG_BITS
    : Number(decimal)
}

/** Addresses of the tunnels that actions send to, which bear them in their names. */
const outputs = (actions: string): readonly string[] =>
  [...actions.matchAll(/output:"?[a-z]+-([\da-f]{8})"?/g)].map(([, hex = '']) =>
    (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.'),
  )
