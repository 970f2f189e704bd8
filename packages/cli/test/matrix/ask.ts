import type { NetworkType } from './cells.ts'

/** Runs a tool on a host, of a lab or inside a kernel of its own, and hands out what it printed. Rejects when the tool fails. */
export type Ask = (host: string, command: readonly string[]) => Promise<string>

/** One end of a network: a VM and where it is. */
export interface End {
  readonly host: string
  readonly macAddress: string
  /** With prefix length. */
  readonly addresses: readonly string[]
}

/** A network with a VM at either end, as hosts' tables tell of it. */
export interface CellNetwork {
  readonly type: NetworkType
  readonly networkId: string
  /** VNI, key or VLAN; null for a flat network. */
  readonly segmentationId: number | null
  readonly near: End
  readonly far: End
}
