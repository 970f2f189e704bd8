import type { HostAccess } from '@netloom/core'
import type { Replica } from '../ovsdb/replica.ts'
import type { PortRow } from '../ovsdb/switch-tables.ts'
import { readMark } from './mark.ts'
import type { DeviceLook } from './read-port.ts'

/** Above this many devices one listing of all is cheaper than one for each. */
const ONE_BY_ONE = 8

/** What the kernel says of the devices among these ports, by name. Asks nothing when there are none. */
export async function readDevices(
  host: HostAccess,
  ports: readonly PortRow[],
  replica: Replica,
  scoped: boolean,
): Promise<(device: string) => DeviceLook | undefined> {
  const names = ports.flatMap((port) => {
    const mark = readMark(port.external_ids)
    const device = replica.interfaceOf(port)
    return (mark === 'plugged' || mark === 'adopted') && device !== undefined ? [device.name] : []
  })
  if (names.length === 0) return () => undefined
  const listings =
    !scoped || names.length > ONE_BY_ONE
      ? [host.json('ip', ['-d', 'link', 'show'])]
      : names.map((name) => host.json('ip', ['-d', 'link', 'show', 'dev', name]).catch(nothingIfGone))
  const looks = new Map((await Promise.all(listings)).flatMap(looksOf))
  return (device) => looks.get(device)
}

function looksOf(listing: unknown): readonly (readonly [string, DeviceLook])[] {
  if (!Array.isArray(listing)) return []
  return listing.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null) return []
    const { ifname, ifindex, mtu, flags } = row as Readonly<Record<string, unknown>>
    if (typeof ifname !== 'string' || typeof mtu !== 'number' || typeof ifindex !== 'number') return []
    return [[ifname, { mtu, up: Array.isArray(flags) && flags.includes('UP'), index: ifindex }] as const]
  })
}

function nothingIfGone(error: unknown): readonly [] {
  if (error instanceof Error && /does not exist|Cannot find device|No such device/.test(error.message)) return []
  throw error
}
