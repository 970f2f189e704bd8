import type { CellNetwork } from '../ask.ts'
import type { Switches } from '../cells.ts'

export const HOSTS = ['lb1', 'lb2', 'ovs1'] as const
export type HostName = (typeof HOSTS)[number]

/** What came of one cell inside a user-mode kernel. */
export interface VlanSeen {
  readonly population: boolean
  readonly switches: Switches
  readonly network: CellNetwork
  readonly firstPings: { readonly near: boolean; readonly far: boolean }
  /** MAC that the near VM was answered by. */
  readonly answeredBy: string
  /** ARP and ICMP that either host sent, as `<tag> request|reply|arp`. */
  readonly sent: readonly string[]
  /** By host; see `rowsOf`. */
  readonly rows: Readonly<Record<string, readonly string[]>>
  /** The same when the network has left. */
  readonly rowsAfter: Readonly<Record<string, readonly string[]>>
  /** Links of the near host when the network has left. */
  readonly linksAfter: readonly string[]
  /** Steps that failed, and steps that an audit would have done. */
  readonly troubles: readonly unknown[]
}
