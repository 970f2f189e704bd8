import type { PortReport } from '@netloom/core'

/** Port reports on their way to the controller: the newest of each port, kept until it is acknowledged. */
export class ReportOutbox {
  private readonly waiting = new Map<string, PortReport>()
  private sent: readonly PortReport[] = []

  get empty(): boolean {
    return this.waiting.size === 0
  }

  add(reports: readonly PortReport[]): void {
    for (const report of reports) this.waiting.set(report.portId, report)
  }

  /** All that waits, to be sent in one frame. */
  batch(): readonly PortReport[] {
    this.sent = [...this.waiting.values()]
    return this.sent
  }

  /** The last batch has arrived. What is newer than it still waits. */
  acknowledged(): void {
    for (const report of this.sent) {
      if (this.waiting.get(report.portId) === report) this.waiting.delete(report.portId)
    }
    this.sent = []
  }
}
