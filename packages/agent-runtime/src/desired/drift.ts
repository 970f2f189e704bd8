import type { Cause, DeviceState } from '@netloom/core'
import { UNWANTED } from './diff.ts'
import type { Entry } from './entry.ts'
import type { KindTable } from './kind-table.ts'

/** One thing on a host that is not as it should be, although we had made it so. */
export interface DriftEntry {
  readonly key: string
  /** Why the thing should be there; for extra ones: that nothing asks for it. */
  readonly cause: Cause
  /** Absent = not wanted. */
  readonly desired?: DeviceState
  /** Absent = not there. */
  readonly actual?: DeviceState
}

/** What an audit found. Work that is merely not done yet is no drift. */
export interface Drift {
  readonly missing: readonly DriftEntry[]
  readonly extra: readonly DriftEntry[]
  readonly changed: readonly DriftEntry[]
}

export const driftSize = (drift: Drift): number => drift.missing.length + drift.extra.length + drift.changed.length

/** An entry as it was believed to be before the read. */
export interface Belief {
  readonly need: ReturnType<Entry['need']>
}

/** Compares beliefs with entries that have been read since. Pure. */
export function driftOf(beliefs: ReadonlyMap<Entry, Belief>, kinds: KindTable): Drift {
  const drift = { missing: [] as DriftEntry[], extra: [] as DriftEntry[], changed: [] as DriftEntry[] }
  for (const [entry, before] of beliefs) {
    const { key, claim, applied } = entry
    // What was already to be done before the read is work in progress, not drift.
    if (before.need !== 'nothing') continue
    const need = entry.need(kinds)
    const found = {
      key,
      cause: claim?.cause ?? UNWANTED,
      ...(claim && { desired: claim.state }),
      ...(applied && { actual: applied }),
    }
    if (need === 'create') drift.missing.push(found)
    else if (need === 'replace') drift.changed.push(found)
    else if (need === 'remove') drift.extra.push(found)
  }
  return drift
}
