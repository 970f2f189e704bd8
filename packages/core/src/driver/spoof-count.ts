/** Frames that were dropped because a port claimed addresses that are not its own. */
export interface SpoofCount {
  readonly portId: string
  /** `mac`, `arp`, `ipv4`, `ipv6`, `nd`, `dhcp-server`, `ra`; third parties may count others. */
  readonly what: string
  readonly packets: number
}
