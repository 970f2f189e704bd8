import type { FilteredPortItem, PolicyItem, RuleItem } from '../wire/firewall-items.ts'
import type { RouterFilterState } from './filter-state.ts'
import { chainOf, deviceOf, namespaceOf } from './names.ts'
import { ruleText } from './rule-text.ts'

/** What the host was told of one router. */
export interface RouterFilter {
  readonly routerId: string
  readonly ports: readonly FilteredPortItem[]
  readonly policies: ReadonlyMap<string, PolicyItem>
  readonly rules: ReadonlyMap<string, RuleItem>
}

/** The table of one router. Rules stand once for each policy, whatever number of ports it is on. Pure. */
export function renderRouter({ routerId, ports, policies, rules }: RouterFilter, mark: string): RouterFilterState {
  const used = new Set<string>()
  const verdictOf = ({ adminStateUp }: FilteredPortItem, policyId: string | null): string => {
    if (!adminStateUp || policyId === null || !policies.has(policyId)) return 'drop'
    used.add(policyId)
    return `jump ${chainOf(policyId)}`
  }
  const entering = ports.map((port) => [deviceOf(port.portId), verdictOf(port, port.ingressPolicyId)] as const)
  const leaving = ports.map((port) => [deviceOf(port.portId), verdictOf(port, port.egressPolicyId)] as const)
  const chains = [...used].sort().map((policyId) => {
    const texts = (policies.get(policyId)?.ruleIds ?? []).flatMap((ruleId) => {
      const rule = rules.get(ruleId)
      return rule === undefined ? [] : [ruleText(rule)]
    })
    return [chainOf(policyId), [...texts, 'drop']] as const
  })
  return {
    kind: 'router-filter',
    namespace: namespaceOf(routerId),
    mark,
    entering: Object.fromEntries(entering),
    leaving: Object.fromEntries(leaving),
    policies: Object.fromEntries(chains),
  }
}
