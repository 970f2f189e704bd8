import type { ConnectionCount } from '@netloom/core'
import type { ForeignChain } from '../nft/foreign-rules.ts'

/** One thing tried for real. */
export interface Feature {
  readonly name: string
  readonly ok: boolean
  /** What the kernel or the tool said when it refused. */
  readonly said?: string
  /** What to do about it; present when it failed. */
  readonly fix?: string
}

/** What a feature needs: commands inside the throw-away namespace, all of which must succeed. */
export interface Trial {
  readonly name: string
  readonly commands: readonly (readonly string[])[]
  readonly fix: string
}

/** What something is about → features or commands that it cannot do without. */
export type Needs = Readonly<Record<string, readonly string[]>>

/** A driver and the features it cannot do without. */
export interface DriverVerdict {
  readonly driver: string
  readonly ok: boolean
  /** Names of missing features. */
  readonly missing: readonly string[]
}

export interface ProbeReport {
  readonly kernel: string
  readonly iproute2: string
  readonly features: readonly Feature[]
  readonly drivers: readonly DriverVerdict[]
  /** What the host tracks now; absent = it tracks nothing. */
  readonly connections?: ConnectionCount
  /** Chains of others that packets of ports with security groups come through. */
  readonly foreign: readonly ForeignChain[]
}
