import type { PortReport } from '@netloom/core/wire'
import { MAX_ERROR } from '@netloom/core/wire'

/** Reports in one frame: far below the longest frame that a controller takes. */
const MOST = 500

/** Port reports on their way to the controller: the newest of each port, kept until it is acknowledged. */
export class ReportOutbox {
  private readonly waiting = new Map<string, PortReport>()
  private sent: readonly PortReport[] = []

  get empty(): boolean {
    return this.waiting.size === 0
  }

  add(reports: readonly PortReport[]): void {
    for (const report of reports) this.waiting.set(report.portId, shortened(report))
  }

  /** What waits longest, to be sent in one frame. */
  batch(): readonly PortReport[] {
    this.sent = [...this.waiting.values()].slice(0, MOST)
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

function shortened(report: PortReport): PortReport {
  const { error } = report
  return error === undefined || error.length <= MAX_ERROR ? report : { ...report, error: error.slice(0, MAX_ERROR) }
}
