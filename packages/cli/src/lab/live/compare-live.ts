import type { LiveTrace } from '../../trace/live-result.ts'
import type { TraceResult } from '../../trace/walk-trace.ts'

/** Whether a real packet had the fate that the agents' knowledge promised, and what is otherwise. Pure. */
export function compareLive({ verdict, hops }: TraceResult, { arrived, hosts }: LiveTrace): readonly string[] {
  const differences: string[] = []
  if (arrived !== (verdict === 'delivered'))
    differences.push(`the packet ${arrived ? 'arrived' : 'did not arrive'}, though it should have been ${verdict}`)
  for (const { host, by, verdict: found, ruleIds, dropped } of hosts) {
    const own = hops.filter((hop) => hop.host === host)
    const drop = own.find((hop) => hop.verdict === 'drop')
    // A switch that drops does so for what the filter behind it would drop as well.
    if (found === 'drop' && drop === undefined)
      differences.push(
        `${by} of ${host} dropped it${dropped === undefined ? '' : ` at ${dropped}`}, though nothing there should`,
      )
    for (const { hop, ruleId, otherRuleIds = [] } of own) {
      if (ruleId === undefined || [ruleId, ...otherRuleIds].some((id) => ruleIds.includes(id))) continue
      differences.push(`${by} of ${host} named ${ruleIds.join(', ') || 'no rule'} for ${hop}, not ${ruleId}`)
    }
  }
  return differences
}
