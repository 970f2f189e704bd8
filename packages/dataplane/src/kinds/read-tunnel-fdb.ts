import type { HostAccess, ReadScope } from '@netloom/core'
import { readLinks } from './link.ts'
import { deviceRows, number, strings, text } from './device-rows.ts'

export const ZERO_MAC = '00:00:00:00:00:00'

export interface TunnelEntry {
  readonly device: string
  readonly mac: string
  readonly dst: string
  /** Where it is not the device's own. */
  readonly port: number | undefined
}

/** Entries of our VXLAN devices that somebody set. Learned ones, and the group of a multicast device, are nobody's. */
export async function readTunnelFdb(host: HostAccess, scope?: ReadScope): Promise<readonly TunnelEntry[]> {
  const [links, rows] = await Promise.all([
    readLinks(host, scope),
    deviceRows(host, 'bridge', ['fdb', 'show'], 'ifname', scope),
  ])
  const groups = new Map<string, string | undefined>()
  for (const { name, type, mark, data } of links) {
    if (type === 'vxlan' && mark !== undefined) groups.set(name, text(data, 'group') ?? text(data, 'group6'))
  }
  return rows.flatMap(({ device, row }) => {
    const mac = text(row, 'mac')
    const dst = text(row, 'dst')
    const state = text(row, 'state')
    const set = state === 'permanent' || state === 'static'
    if (!set || mac === undefined || dst === undefined || !groups.has(device) || groups.get(device) === dst) return []
    return strings(row, 'flags').includes('self') ? [{ device, mac, dst, port: number(row, 'port') }] : []
  })
}
