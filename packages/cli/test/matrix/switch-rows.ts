import { labExec } from '../../src/lab/lab-exec.ts'
import { allFlows, type Flow } from '../support/flows.ts'
import type { CellCloud } from './cell-cloud.ts'

/** Where Neutron has packets out of a tunnel come in, by type, and where its tunnel bridge keeps what. */
const INBOUND: Readonly<Record<string, number>> = { gre: 3, vxlan: 4, geneve: 6 }
const TABLE = { unicast: 20, arp: 21, flood: 22, mesh: 27 }
const TAG_BITS = 0xfff

/** What the tables of a host with Open vSwitch say of a network; see `rowsOf`. */
export async function switchRows(host: string, cloud: CellCloud, lab: string): Promise<readonly string[]> {
  return cloud.type in INBOUND ? tunnelRows(host, cloud, lab) : wireRows(host, cloud, lab)
}

async function tunnelRows(host: string, cloud: CellCloud, lab: string): Promise<readonly string[]> {
  const flows = await allFlows(host, 'br-tun', lab)
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
    ...from(TABLE.arp).map(({ match, actions }) => {
      const ip = /arp_tpa=([\d.]+)/.exec(match)?.[1] ?? ''
      return `answer ${ip} ${/mod_dl_src:([\da-f:]+)/.exec(actions)?.[1] ?? ''}`
    }),
    ...flooded.flatMap(outputs).map((vtep) => `flood ${vtep}`),
    ...from(TABLE.unicast).map(({ cookie, match, actions }) => {
      const mac = /dl_dst=([\da-f:]+)/.exec(match)?.[1] ?? ''
      const row = `${mac} ${outputs(withKey(actions, key)).join()}`
      return cookie === '0x0' ? `learned ${row}` : `unicast ${row}`
    }),
  ]
}

async function wireRows(host: string, cloud: CellCloud, lab: string): Promise<readonly string[]> {
  const inside = await allFlows(host, 'br-int', lab)
  const wanted = cloud.segmentationId === null ? 'vlan_tci=0x0000/0x1fff' : `dl_vlan=${String(cloud.segmentationId)}`
  const entry = inside.find(({ match }) => match === `priority=3,in_port="int-br-provider",${wanted}`)
  if (entry === undefined) return []
  const vlan = setTag(entry)
  const outside = (await allFlows(host, 'br-provider', lab)).filter(({ match }) => tagOf(match) === vlan)
  const { stdout: port } = await labExec(host, ['ovs-vsctl', 'get', 'Interface', 'int-br-provider', 'ofport'], lab)
  const { stdout: learned } = await labExec(host, ['ovs-appctl', 'fdb/show', 'br-int'], lab)
  return [
    `in ${segmentName(cloud)}`,
    ...outside.map((flow) => `out ${flow.actions.startsWith('strip_vlan') ? 'untagged' : String(setTag(flow))}`),
    ...learned.split('\n').flatMap((line) => {
      const [from, tag, mac] = line.trim().split(/\s+/)
      return from === port && Number(tag) === vlan ? [`learned ${mac ?? ''} wire`] : []
    }),
  ]
}

export const segmentName = ({ segmentationId }: CellCloud): string =>
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
