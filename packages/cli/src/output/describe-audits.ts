import type { AuditReport, DriftReport } from '@netloom/agent-runtime'
import type { DriftEntry } from '@netloom/agent-runtime'
import type { SpoofCount } from '@netloom/core'
import { describeObject } from '../inspect/with-names.ts'
import { describeState } from './describe-explanations.ts'

export interface HostAudit extends AuditReport {
  readonly host: string
}

/** What was found now and before, and what became of it. */
export function describeAudits(audits: readonly HostAudit[]): string {
  return audits
    .flatMap(({ host, found, earlier, failing, damped, spoofs }) => [
      ...(found.length === 0 && failing.length === 0 ? [`${host}: everything is as it should be`] : []),
      ...(found.length === 0 ? [] : [`${host}: found now`]),
      ...found.flatMap(describeReport),
      ...(failing.length === 0 ? [] : [`${host}: cannot be made, and is tried again and again`]),
      ...failing.map(({ key, error }) => `  ${key}: ${error}`),
      ...(earlier.length === 0 ? [] : [`${host}: found before`]),
      ...earlier.flatMap(describeReport),
      ...describeDamped(host, damped),
      ...describeSpoofs(host, spoofs),
    ])
    .join('\n')
}

/** Whether a host is as it should be now; drift that was repaired counts against it only when nothing was to be repaired. */
export function isContent({ found, failing }: AuditReport, repaired: boolean): boolean {
  const left = repaired ? found.filter(({ failed }) => failed.length > 0) : found
  return left.length === 0 && failing.length === 0
}

/** Somebody else works against us: two programs that both think a device theirs, most often. */
function describeDamped(host: string, damped: AuditReport['damped']): readonly string[] {
  if (damped.length === 0) return []
  return [
    `${host}: repairs that somebody undoes again and again`,
    ...damped.map(
      ({ device, undone, since, nextRepair }) =>
        `  ${device}: ${String(undone)} times, put off since ${since}, next at ${nextRepair}`,
    ),
  ]
}

/** Ports that have claimed what is not theirs; nothing of that left them. */
function describeSpoofs(host: string, spoofs: readonly (SpoofCount & { readonly name?: string })[]): readonly string[] {
  const counted = spoofs.filter(({ packets }) => packets > 0)
  if (counted.length === 0) return []
  return [
    `${host}: frames dropped as spoofed`,
    ...counted.map(({ portId, name, what, packets }) => {
      const port = name === undefined ? `port/${portId}` : `port/${portId} (${name})`
      return `  ${port} ${what}: ${String(packets)}`
    }),
  ]
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
  `${key} (${describeObject(cause)}: ${cause.rule})${state === undefined ? '' : `: ${describeState(state)}`}`
