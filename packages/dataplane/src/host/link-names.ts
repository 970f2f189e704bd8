import type { HostAccess } from '@netloom/core'
import { deviceRows } from '../kinds/device-rows.ts'

/** Names of all links, ours or not. */
export async function linkNames(host: HostAccess): Promise<ReadonlySet<string>> {
  const rows = await deviceRows(host, 'ip', ['link', 'show'], 'ifname')
  return new Set(rows.map(({ device }) => device))
}
