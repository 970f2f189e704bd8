import type { Cause, DeviceKind, Explanation, PortReport, SpoofCount, Step, TopicState } from '@netloom/core'
import type { Agent } from './agent.ts'
import type { DriftReport } from './audit-log.ts'
import type { DampedDevice } from './repair-damper.ts'

export interface AgentStatus {
  readonly host: string
  readonly linked: boolean
  /** A controller has confirmed the whole view. */
  readonly complete: boolean
  readonly topics: readonly TopicState[]
  readonly ports: readonly PortReport[]
  /** Device states known. */
  readonly states: number
  /** Device states whose last step failed. */
  readonly failing: number
}

export interface PlannedStep {
  readonly op: 'create' | 'replace' | 'remove'
  readonly key: string
  readonly cause: Cause
  /** As one would type them. */
  readonly commands: readonly string[]
}

export interface PlanReport {
  readonly steps: readonly PlannedStep[]
  /** Keys that wait for a link that somebody else makes. */
  readonly waiting: readonly { readonly key: string; readonly link: string }[]
}

export interface AuditReport {
  readonly found: readonly DriftReport[]
  readonly earlier: readonly DriftReport[]
  /** Devices whose repairs somebody undoes, and which are put off therefore. */
  readonly damped: readonly DampedDevice[]
  /** Since the guards were made. */
  readonly spoofs: readonly SpoofCount[]
}

/** Answers questions about one agent; for the command line and for embedders. */
export class Inspection {
  constructor(
    private readonly agent: Agent,
    private readonly linked: () => boolean,
  ) {}

  status(): AgentStatus {
    const { host, view, role, table, retries } = this.agent.parts
    return {
      host: host.name,
      linked: this.linked(),
      complete: this.agent.isComplete,
      topics: view.states(),
      ports: role.all(),
      states: table.size,
      failing: retries.size,
    }
  }

  /** What a turn over everything would do now. Does nothing. */
  plan(): PlanReport {
    const { steps, waiting } = this.agent.plan()
    const { kinds } = this.agent.parts.host
    return {
      steps: steps.map((step) => {
        return {
          op: step.op,
          key: step.key,
          cause: step.cause,
          commands: linesOf(kinds.get(step.state.kind), step),
        }
      }),
      waiting: [...waiting].map(([key, link]) => ({ key, link })),
    }
  }

  /** Why things are there: by key, by link name, or by API object (`port/<id>`). */
  explain(what: string): readonly Explanation[] {
    const { table } = this.agent.parts
    const keys = new Set([what, ...table.keysOn(what)])
    if (what.includes('/')) {
      for (const key of table.keys()) if (table.explain(key)?.cause.object === what) keys.add(key)
    }
    return [...keys].flatMap((key) => table.explain(key) ?? [])
  }

  /** Reads the host now, repairs, and tells what was found; then the findings before, newest last, and frames dropped as spoofs. */
  async audit(): Promise<AuditReport> {
    const { audits, damper, host } = this.agent.parts
    const earlier = audits.reports()
    const found: DriftReport[] = []
    const stop = audits.onDrift((report) => found.push(report))
    await this.agent.audit()
    stop()
    return { found, earlier, damped: damper.damped(), spoofs: (await host.spoofs?.()) ?? [] }
  }

  /** All that is known of the desired state, by topic. */
  view(): Readonly<Record<string, readonly unknown[]>> {
    return Object.fromEntries([...this.agent.parts.view.snapshots()].map(({ topic, items }) => [topic, items]))
  }
}

function linesOf(kind: DeviceKind | undefined, step: Step): readonly string[] {
  if (kind === undefined) return []
  return kind.describe?.(step) ?? kind.commands(step).map(({ tool, args }) => [tool, ...args].join(' '))
}
