import type { Drift } from './desired/drift.ts'

/** What one look at the host found, and what became of it. */
export interface DriftReport {
  /** ISO 8601. */
  readonly at: string
  /** Links that were read; `all` = the whole host. */
  readonly scope: readonly string[] | 'all'
  readonly drift: Drift
  /** Steps of the repair that were applied, and those that failed (they are tried again). */
  readonly repaired: number
  readonly failed: readonly { readonly key: string; readonly error: string }[]
}

const KEPT = 100

/** The last findings, newest last. */
export class AuditLog {
  private readonly kept: DriftReport[] = []
  private readonly listeners = new Set<(report: DriftReport) => void>()

  add(report: DriftReport): void {
    this.kept.push(report)
    if (this.kept.length > KEPT) this.kept.shift()
    for (const listener of this.listeners) listener(report)
  }

  reports(): readonly DriftReport[] {
    return [...this.kept]
  }

  onDrift(listener: (report: DriftReport) => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
}
