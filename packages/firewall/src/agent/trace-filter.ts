import type { PassageAnswer, TraceHop, TracePassage } from '@netloom/core'
import { decideRules, type FirstPacket } from '../render/decide-rules.ts'
import { describeRule } from '../render/describe-rule.ts'
import type { RouterFilter } from '../render/render-router.ts'

/** What a trace looks at of the firewalls of one router. */
export interface TracedFilter extends RouterFilter {
  readonly revisionOf: (key: string) => number
  readonly inForce: Pick<TraceHop, 'keys' | 'problem'>
}

/** What the firewalls of both ports say of a new packet: first the one that it comes from. Pure. */
export function traceFilter({ inPortId, outPortId, frame }: TracePassage, filter: TracedFilter): PassageAnswer {
  const packet = packetOf(frame)
  if (packet === undefined) return { hops: [], next: { kind: 'none' } }
  const hops: TraceHop[] = []
  for (const [portId, side] of [
    [inPortId, 'egress'],
    [outPortId, 'ingress'],
  ] as const) {
    const port = filter.ports.find((one) => one.portId === portId)
    if (port === undefined) continue
    const policyId = side === 'egress' ? port.egressPolicyId : port.ingressPolicyId
    const hop = port.adminStateUp
      ? policyHop(policyId, side, packet, filter)
      : drop(`port/${portId}`, 0, 'its firewall is down, and lets nothing pass')
    hops.push({ ...hop, ...filter.inForce })
    if (hop.verdict === 'drop') return { hops, next: { kind: 'dropped' } }
  }
  return { hops, next: { kind: 'none' } }
}

function policyHop(
  policyId: string | null,
  side: 'egress' | 'ingress',
  packet: FirstPacket,
  { policies, rules, revisionOf, routerId }: TracedFilter,
): TraceHop {
  const policy = policyId === null ? undefined : policies.get(policyId)
  if (policy === undefined)
    return drop(`router/${routerId}`, revisionOf('router'), `no ${side} policy, so that nothing passes`)
  const object = `firewall-policy/${policy.id}`
  const revision = revisionOf(`policy/${policy.id}`)
  const ordered = policy.ruleIds.flatMap((id) => rules.get(id) ?? [])
  const { verdict, ruleId } = decideRules(ordered, packet)
  const rule = ordered.find(({ id }) => id === ruleId)
  if (rule === undefined) return drop(object, revision, `${side}: no rule allows it`)
  return {
    ...{ hop: 'firewall', verdict: verdict === 'allow' ? 'pass' : 'drop', ruleId: rule.id },
    cause: { object, revision, rule: `${side}: ${describeRule(rule)}` },
  }
}

const drop = (object: string, revision: number, rule: string): TraceHop => ({
  ...{ hop: 'firewall', verdict: 'drop' },
  cause: { object, revision, rule },
})

function packetOf({ ip }: TracePassage['frame']): FirstPacket | undefined {
  if (ip === undefined) return undefined
  const { source, destination, protocol, sourcePort, destinationPort } = ip
  return {
    ipVersion: source.includes(':') ? 6 : 4,
    ...{ protocol, source, destination },
    ...(sourcePort !== undefined && { sourcePort }),
    ...(destinationPort !== undefined && { destinationPort }),
  }
}
