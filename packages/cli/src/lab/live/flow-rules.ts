import type { Explanation } from '@netloom/agent-runtime'
import { askAgent } from '../../inspect/ask-agent.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'
import { inspectionSocket } from '../state/lab-state.ts'
import type { FlowFate, MetFlow } from './flow-fate.ts'

const BRIDGE = 'br-int'
/** Tables whose flows are rules of security groups, those of egress and of ingress. */
const RULE_TABLES: ReadonlySet<number> = new Set([72, 82])

/** Rules that the flows of a packet belong to, and why the last of them dropped it, by what the host's agent has rendered. */
export async function flowRules(
  { isDropped, met }: FlowFate,
  host: LabHost,
  state: LabState,
): Promise<{ readonly ruleIds: readonly string[]; readonly dropped?: string }> {
  const explain = async ({ table, cookie }: MetFlow): Promise<readonly Explanation[]> => {
    const key = `ovs-flow ${BRIDGE} ${String(table)} ${cookie}`
    return (await askAgent(inspectionSocket(state, host.name), 'explain', key)) as readonly Explanation[]
  }
  const rules = await Promise.all(met.filter(({ table }) => RULE_TABLES.has(table)).map(explain))
  const ruleIds = [...new Set(rules.flat().flatMap(ruleIdsOf))]
  const last = isDropped ? met.at(-1) : undefined
  const [why] = last === undefined ? [] : await explain(last)
  return {
    ruleIds,
    ...(last !== undefined && why !== undefined && { dropped: `table ${String(last.table)}: ${why.cause.rule}` }),
  }
}

/** Rules whose ports overlap may share a flow. */
const ruleIdsOf = ({ unit, rivals }: Explanation): readonly string[] =>
  [unit, ...rivals.map((rival) => rival.unit)].flatMap((name) => /#rule\/(.+)$/.exec(name ?? '')?.[1] ?? [])
