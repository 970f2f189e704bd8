/** One measured promise: a figure beside a peer or a primitive of the same run, and the most it may be. */
export interface Finding {
  readonly bench: string
  readonly measure: string
  readonly value: number
  readonly unit: string
  /** What it is compared with; absent for absolute budgets. */
  readonly against?: { readonly what: string; readonly value: number }
  /** Largest allowed ratio (with `against`) or value (without). */
  readonly budget: number
}

/** value : against, or the value itself. */
export function figure(finding: Finding): number {
  return finding.against === undefined ? finding.value : finding.value / finding.against.value
}

export function holds(finding: Finding): boolean {
  return figure(finding) <= finding.budget
}

/** A table for people. */
export function renderTable(findings: readonly Finding[]): string {
  const head = ['bench', 'measure', 'ours', 'against', 'ratio', 'budget', '']
  const rows = findings.map((finding) => [
    finding.bench,
    finding.measure,
    `${round(finding.value)} ${finding.unit}`,
    finding.against === undefined ? '' : `${round(finding.against.value)} ${finding.unit} (${finding.against.what})`,
    finding.against === undefined ? '' : `${round(figure(finding))} ×`,
    finding.against === undefined ? `${round(finding.budget)} ${finding.unit}` : `${round(finding.budget)} ×`,
    holds(finding) ? 'ok' : 'OVER',
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** p in 0…1 of `samples` (nearest rank). */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toPrecision(2)
}
