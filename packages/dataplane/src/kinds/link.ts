import {
  type HostAccess,
  isCurrentMark,
  isMarkOf,
  type OwnershipMark,
  readOwnershipMark,
  type ReadScope,
} from '@netloom/core'
import { deviceRows, inner, number, strings, text, type Row } from './device-rows.ts'

/** What every kind of link has in common, as the kernel tells it. */
export interface Link {
  readonly name: string
  /** Of this agent, or of no named one; another agent's device has none. */
  readonly mark: OwnershipMark | undefined
  /** The mark is to be written anew. */
  readonly hasOldMark: boolean
  readonly alias: string | undefined
  /** Number, or the name that the host gives it. */
  readonly group: string | undefined
  readonly mtu: number
  readonly address: string | undefined
  readonly up: boolean
  readonly master: string | undefined
  /** The device below, of a device that is on another one. */
  readonly parent: string | undefined
  /** `bridge`, `vxlan`, `veth`; undefined for hardware. */
  readonly type: string | undefined
  readonly data: Row | undefined
  /** What its bridge holds about it as a port. */
  readonly port: Row | undefined
}

/** All links in scope, ours or not. */
export async function readLinks(host: HostAccess, scope?: ReadScope): Promise<readonly Link[]> {
  const rows = await deviceRows(host, 'ip', ['-d', 'link', 'show'], 'ifname', scope)
  return rows.map(({ device, row }) => linkOf(device, row, host.agent))
}

/** One link, or undefined when it is not there. */
export async function readLink(host: HostAccess, device: string): Promise<Link | undefined> {
  const [link] = await readLinks(host, { devices: new Set([device]) })
  return link
}

function linkOf(name: string, row: Row, agent: string | undefined): Link {
  const info = inner(row, 'linkinfo')
  const alias = text(row, 'ifalias')
  const any = readOwnershipMark(alias)
  const mark = any !== undefined && isMarkOf(any, agent) ? any : undefined
  return {
    name,
    alias,
    group: text(row, 'group'),
    mark,
    hasOldMark: mark !== undefined && !isCurrentMark(mark, agent),
    mtu: number(row, 'mtu') ?? 0,
    address: text(row, 'address'),
    up: strings(row, 'flags').includes('UP'),
    master: text(row, 'master'),
    parent: text(row, 'link'),
    type: text(info, 'info_kind'),
    data: inner(info, 'info_data'),
    port: text(info, 'info_slave_kind') === 'bridge' ? inner(info, 'info_slave_data') : undefined,
  }
}
