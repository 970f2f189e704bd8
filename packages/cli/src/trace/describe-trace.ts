import { describeObject } from '../inspect/with-names.ts'
import { table } from '../output/print.ts'
import type { LiveTrace } from './live-result.ts'
import { describePacket } from './describe-packet.ts'
import type { PlannedTrace } from './plan-trace.ts'
import type { HostHop, TraceResult } from './trace-result.ts'

export interface ShownTrace extends TraceResult {
  readonly from: string
  readonly to: string
  readonly packet: PlannedTrace['frame']
  readonly live?: ComparedLive
}

/** What became of a real packet, and whether that is what should have. */
export interface ComparedLive extends LiveTrace {
  readonly agrees: boolean
  readonly differences: readonly string[]
}

/** One line a hop, and the verdict with who decides. */
export function describeTrace({
  from,
  to,
  packet,
  hops,
  verdict,
  decided,
  arrives,
  problems,
  reason,
  live,
}: ShownTrace): string {
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
    ...(arrives === undefined ? [] : [`arrives as ${describePacket(arrives)}`]),
    ...problems.map((problem) => `but not in force: ${problem}`),
    ...(live === undefined ? [] : describeLive(live)),
  ].join('\n')
}

function describeLive({ arrived, hosts, agrees, differences }: ComparedLive): readonly string[] {
  return [
    `live: the packet ${arrived ? 'arrived' : 'did not arrive'}; ${agrees ? 'as traced' : 'NOT as traced'}`,
    ...hosts.map(({ host, namespace, by, verdict, ruleIds, dropped }) => {
      const rules = ruleIds.length === 0 ? '' : ` by ${ruleIds.map((id) => `rule ${id}`).join(', ')}`
      const place = namespace === undefined ? host : `${host}, ${namespace}`
      return `  ${place}: ${by} says ${verdict}${dropped === undefined ? rules : ` at ${dropped}`}`
    }),
    ...differences.map((difference) => `  ${difference}`),
  ]
}

const ruleOf = ({ cause, ruleId }: HostHop): string =>
  ruleId === undefined ? cause.rule : `${cause.rule} (rule ${ruleId})`
