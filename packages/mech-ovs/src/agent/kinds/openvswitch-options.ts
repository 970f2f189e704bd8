import type { Clock, Logger } from '@netloom/core'

/** How to reach one host's Open vSwitch. */
export interface OpenvswitchOptions {
  /** Its database: `unix:/var/run/openvswitch/db.sock`, `tcp:127.0.0.1:6640` or `tcp:[::1]:6640`. */
  readonly ovsdb: string
  /**
   * Folder of the bridges' management sockets (`<bridge>.mgmt`). Absent = that of the database's socket, else
   * `/var/run/openvswitch`.
   */
  readonly runDirectory?: string
  /** The bridge that ports are plugged into, `br-int` unless told. Local VLANs are remembered in its record. */
  readonly integrationBridge?: string
  /** Whose bridges and ports these are, as their records name it (`agentMark`); absent = they name nobody. */
  readonly agent?: string
  readonly logger?: Logger
  readonly clock?: Clock
}
