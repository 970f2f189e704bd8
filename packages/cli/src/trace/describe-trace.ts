import { describeObject } from '../inspect/with-names.ts'
import { table } from '../output/print.ts'
import { describePacket } from './describe-packet.ts'
import type { PlannedTrace } from './plan-trace.ts'
import type { HostHop, TraceResult } from './walk-trace.ts'

export interface ShownTrace extends TraceResult {
  readonly from: string
  readonly to: string
  readonly packet: PlannedTrace['frame']
}

/** One line a hop, and the verdict with who decides. */
export function describeTrace({ from, to, packet, hops, verdict, decided, problems, reason }: ShownTrace): string {
  const rows = hops.map((hop) => [
    hop.host,
    hop.hop,
    hop.verdict,
    describeObject(hop.cause),
    String(hop.cause.revision),
    ruleOf(hop),
  ])
  return [
    `${from} → ${to}: ${describePacket(packet)}`,
    table(['HOST', 'HOP', 'VERDICT', 'OBJECT', 'REVISION', 'RULE'], rows),
    `${verdict}${reason === undefined ? '' : `: ${reason}`}${reason !== undefined || decided === undefined ? '' : `, decided by ${decided.hop} on ${decided.host}: ${ruleOf(decided)}`}`,
    ...problems.map((problem) => `but not in force: ${problem}`),
  ].join('\n')
}

const ruleOf = ({ cause, ruleId }: HostHop): string =>
  ruleId === undefined ? cause.rule : `${cause.rule} (rule ${ruleId})`
