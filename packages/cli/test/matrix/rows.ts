import type { LabHost } from '../../src/lab/state/lab-state.ts'
import type { Ask, CellNetwork, End } from './ask.ts'
import { bridgeRows } from './bridge-rows.ts'
import { isTunnel } from './cells.ts'
import { HOSTS } from './matrix-lab.ts'
import { segmentName, switchRows } from './switch-rows.ts'

/** Where tunnels end, by host. */
interface Fleet {
  readonly hosts: readonly Pick<LabHost, 'name' | 'vtep'>[]
}

/** Where Linux bridges without population send broadcast. */
const GROUP = '224.0.0.1'

export const isBridge = (host: string): boolean => host.startsWith('lb')

/**
 * What a host's forwarding tables say of one network, in words that are the same for every switch, sorted:
 * `flood VTEP`, `unicast MAC VTEP`, `answer IP MAC` (to ARP), `in`/`out` with a tag, and `learned MAC from` of its two VMs.
 */
export async function rowsOf(host: string, cloud: CellNetwork, ask: Ask): Promise<readonly string[]> {
  const rows = await (isBridge(host) ? bridgeRows : switchRows)(host, cloud, ask)
  const ours = [cloud.near, cloud.far].map(({ macAddress }) => macAddress)
  // A device of a Linux bridge says something now and then, too, and is learned.
  return rows.filter((row) => !row.startsWith('learned ') || ours.some((mac) => row.includes(mac))).sort()
}

/** The same, as it has to be once both VMs have been heard. */
export function expectedRows(host: string, cloud: CellNetwork, fleet: Fleet, population: boolean): readonly string[] {
  const [here, there] = sides(host, cloud)
  if (here === undefined || there === undefined) return []
  const { macAddress, addresses } = there
  if (!isTunnel(cloud.type)) {
    const segment = segmentName(cloud)
    return [`in ${segment}`, `learned ${macAddress} wire`, `out ${segment}`]
  }
  const vtep = vtepOf(fleet, there.host)
  if (population) {
    return [
      `answer ${(addresses[0] ?? '').split('/')[0] ?? ''} ${macAddress}`,
      `flood ${vtep}`,
      `unicast ${macAddress} ${vtep}`,
    ]
  }
  const learned = `learned ${macAddress} ${vtep}`
  if (isBridge(host)) return [`flood ${GROUP}`, learned]
  const endpoints = HOSTS.filter((other) => other !== host && (cloud.type === 'vxlan' || !isBridge(other)))
  return [...endpoints.map((other) => `flood ${vtepOf(fleet, other)}`).sort(), learned]
}

/** Without what is learned only when packets flow. */
export const taught = (rows: readonly string[]): readonly string[] => rows.filter((row) => !row.startsWith('learned '))

function sides(host: string, { near, far }: CellNetwork): readonly [here?: End, there?: End] {
  if (near.host === host) return [near, far]
  return far.host === host ? [far, near] : []
}

const vtepOf = ({ hosts }: Fleet, host: string): string => hosts.find(({ name }) => name === host)?.vtep ?? ''
