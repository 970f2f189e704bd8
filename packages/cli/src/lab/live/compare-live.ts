import type { ArrivedPacket, LiveTrace } from '../../trace/live-result.ts'
import type { TraceResult, WalkedRoute } from '../../trace/trace-result.ts'

/** Whether a real packet had the fate that the agents' knowledge promised, and what is otherwise. Pure. */
export function compareLive(
  { verdict, hops }: TraceResult,
  { end }: Pick<WalkedRoute, 'end'>,
  { arrived, packet, hosts }: LiveTrace,
): readonly string[] {
  const differences: string[] = []
  if (arrived !== (verdict === 'delivered'))
    differences.push(`the packet ${arrived ? 'arrived' : 'did not arrive'}, though it should have been ${verdict}`)
  if (packet !== undefined && end?.frame.ip !== undefined) differences.push(...compareEnds(packet, end.frame.ip))
  for (const { host, by, verdict: found, dropped } of hosts) {
    const drop = hops.find((hop) => hop.host === host && hop.verdict === 'drop')
    // A switch that drops does so for what the filter behind it would drop as well.
    if (found === 'drop' && drop === undefined)
      differences.push(
        `${by} of ${host} dropped it${dropped === undefined ? '' : ` at ${dropped}`}, though nothing there should`,
      )
  }
  for (const { host, hop, ruleId, otherRuleIds = [] } of hops) {
    const words = hosts.filter((one) => one.host === host)
    const named = words.flatMap(({ ruleIds }) => ruleIds)
    if (ruleId === undefined || words.length === 0) continue
    if ([ruleId, ...otherRuleIds].some((id) => named.includes(id))) continue
    const by = [...new Set(words.map((word) => word.by))].join(' and ')
    differences.push(`${by} of ${host} named ${named.join(', ') || 'no rule'} for ${hop}, not ${ruleId}`)
  }
  return differences
}

/** Addresses and ports that the packet has in the end; a port that the kernel may choose is none. */
function compareEnds(packet: ArrivedPacket, wanted: Partial<ArrivedPacket>): readonly string[] {
  const fields = ['source', 'destination', 'sourcePort', 'destinationPort'] as const
  return fields.flatMap((field) =>
    wanted[field] === undefined || packet[field] === undefined || wanted[field] === packet[field]
      ? []
      : [`the packet arrived with ${field} ${String(packet[field])}, not ${String(wanted[field])}`],
  )
}
