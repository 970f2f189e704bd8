import type { TraceHop, TraceQuestion } from '@netloom/core'
import type { Frame } from '@netloom/core/firewall'
import type { PlannedTrace } from './plan-trace.ts'
import type { TracePort } from './trace-inventory.ts'

export interface HostHop extends TraceHop {
  readonly host: string
}

export interface TraceResult {
  readonly verdict: 'delivered' | 'dropped' | 'lost'
  readonly hops: readonly HostHop[]
  /** The hop that decides: it drops the packet, or its rule is the last that lets it pass. */
  readonly decided?: HostHop
  /** As it arrives, where addresses or ports were translated on its way. */
  readonly arrives?: Frame
  /** What is not as the agents want it: the verdict may not hold there. */
  readonly problems: readonly string[]
  /** Why a packet that nobody drops arrives nowhere. */
  readonly reason?: string
}

/** Where a packet has come, for who sends a real one. */
export interface WalkedRoute {
  readonly legs: WalkedLeg[]
  /** Namespaces of hosts that it goes through, and how it enters them. */
  readonly passages: { readonly host: string; readonly namespace: string; readonly frame: Frame }[]
  /** As far as it is known: after the last translation. */
  destination: string
  /** Without a port, outside. */
  end?: { readonly frame: Frame; readonly port?: TracePort }
}

/** What the switch of a host was asked. */
export interface WalkedLeg {
  readonly host: string
  readonly question: TraceQuestion
  /** It comes from a physical network, by no tunnel. */
  readonly isPhysical: boolean
}

/** What was found on the way. */
export interface WalkedHops {
  readonly hops: readonly HostHop[]
  readonly route: WalkedRoute
  /** Agents that gave no answer. */
  readonly silent: readonly string[]
}

export function conclude(
  { hops, route: { end }, silent }: WalkedHops,
  { frame: sent }: PlannedTrace,
): Omit<TraceResult, 'verdict'> {
  const decided =
    hops.find(({ verdict }) => verdict === 'drop') ??
    hops.findLast(({ hop, ruleId }) => hop.endsWith(' rules') || ruleId !== undefined) ??
    hops.find(({ hop }) => hop === 'guard')
  const problems = [
    ...hops.flatMap(({ host, hop, problem }) => (problem === undefined ? [] : [`${host}, ${hop}: ${problem}`])),
    ...[...new Set(silent)].map((agent) => `${agent}: gives no answer, so that what it would do is not in this trace`),
  ]
  const isTranslated = end !== undefined && JSON.stringify(end.frame.ip) !== JSON.stringify(sent.ip)
  return {
    ...{ hops, problems },
    ...(decided !== undefined && { decided }),
    ...(isTranslated && { arrives: end.frame }),
  }
}
