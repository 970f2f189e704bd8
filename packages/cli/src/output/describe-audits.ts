import type { DriftReport } from '@netloom/agent-runtime'
import type { DriftEntry } from '@netloom/core'
import { describeState } from './describe-explanations.ts'

export interface HostAudit {
  readonly host: string
  readonly found: readonly DriftReport[]
  readonly earlier: readonly DriftReport[]
}

/** What was found now and before, and what became of it. */
export function describeAudits(audits: readonly HostAudit[]): string {
  return audits
    .flatMap(({ host, found, earlier }) => [
      found.length === 0 ? `${host}: everything is as it should be` : `${host}: found now`,
      ...found.flatMap(describeReport),
      ...(earlier.length === 0 ? [] : [`${host}: found before`]),
      ...earlier.flatMap(describeReport),
    ])
    .join('\n')
}

function describeReport({ at, drift, repaired, failed }: DriftReport): readonly string[] {
  const outcome = failed.length === 0 ? `repaired (${String(repaired)} steps)` : 'not repaired yet'
  return [
    `  ${at} ${outcome}`,
    ...drift.missing.map((entry) => `    missing ${line(entry, entry.desired)}`),
    ...drift.changed.map((entry) => `    changed ${line(entry, entry.actual)}`),
    ...drift.extra.map((entry) => `    extra   ${line(entry, entry.actual)}`),
    ...failed.map(({ key, error }) => `    ${key}: ${error}`),
  ]
}

const line = ({ key, cause }: DriftEntry, state: DriftEntry['desired']): string =>
  `${key} (${cause.object}: ${cause.rule})${state === undefined ? '' : `: ${describeState(state)}`}`
