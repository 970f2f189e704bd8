import type { Explanation } from './desired/desired-table.ts'
import { driftSize } from './desired/drift.ts'
import type {
  Cause,
  ConnectionCount,
  DeviceKind,
  PassageAnswer,
  PassageQuestion,
  SpoofCount,
  Step,
  TraceAnswer,
  TraceQuestion,
} from '@netloom/core'
import type { PortReport, TopicState } from '@netloom/core/wire'
import type { Agent } from './agent.ts'
import type { DriftReport } from './audit-log.ts'
import { compareHost } from './compare-host.ts'
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
  /** What the host's kernel tracks; absent = nothing, or nobody filters here. */
  readonly connections?: ConnectionCount
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
  /** What cannot be made now, and why; it is tried again and again. */
  readonly failing: readonly { readonly key: string; readonly error: string }[]
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
    const connections = this.agent.connections.last
    return {
      host: host.name,
      linked: this.linked(),
      complete: this.agent.isComplete,
      topics: view.states(),
      ports: role.allReports(),
      states: table.size,
      failing: retries.size,
      ...(connections !== undefined && { connections }),
    }
  }

  /** What a turn over everything would do now. Does nothing. @throws {Error} while the host cannot be read */
  async plan(): Promise<PlanReport> {
    await this.requireHost()
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

  /** Why things are there: by key, by link name, or by API object (`port/<id>`). @throws {Error} while the host cannot be read */
  async explain(what: string): Promise<readonly Explanation[]> {
    await this.requireHost()
    const { table } = this.agent.parts
    const keys = new Set([what, ...table.keysOn(what)])
    if (what.includes('/')) {
      for (const key of table.keys()) if (table.explain(key)?.cause.object === what) keys.add(key)
    }
    return [...keys].flatMap((key) => table.explain(key) ?? [])
  }

  /** Reads the host now, repairs, and tells what was found; then the findings before, newest last, and frames dropped as spoofs. */
  async audit(): Promise<AuditReport> {
    await this.requireHost()
    const { audits, damper, host, retries } = this.agent.parts
    const earlier = audits.reports()
    const found: DriftReport[] = []
    const stop = audits.onDrift((report) => found.push(report))
    await this.agent.audit()
    stop()
    const spoofs = (await host.spoofs?.()) ?? []
    return { found, earlier, failing: retries.failing(), damped: damper.damped(), spoofs }
  }

  /** Reads the host now, compares, and repairs nothing. @throws {Error} while the host cannot be read */
  async compare(): Promise<AuditReport> {
    await this.requireHost()
    const { audits, clock, damper, host, retries } = this.agent.parts
    const drift = await compareHost(this.agent.parts)
    const at = clock.date().toISOString()
    const found: DriftReport = { at, scope: 'all', drift, repaired: 0, failed: [] }
    const spoofs = (await host.spoofs?.()) ?? []
    return {
      found: driftSize(drift) === 0 ? [] : [found],
      earlier: audits.reports(),
      failing: retries.failing(),
      damped: damper.damped(),
      spoofs,
    }
  }

  /** What was read last may be long gone: nothing is said of a host whose switch does not answer now. */
  private async requireHost(): Promise<void> {
    const { host } = this.agent.parts
    try {
      await host.read()
    } catch (error) {
      throw new Error(`the host cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }

  /** What would become of a frame here. Nothing is sent. @throws {Error} for an agent that no frames pass, and for a port that it does not have */
  trace(question: TraceQuestion): TraceAnswer {
    const { role } = this.agent.parts
    if (role.trace === undefined) throw new Error('no frames pass this agent: ask the one that wires ports')
    return role.trace(question)
  }

  /** What would become of a packet that has left the switch. Nothing is sent. */
  tracePassage(question: PassageQuestion): PassageAnswer {
    return this.agent.parts.role.tracePassage?.(question) ?? { hops: [], next: { kind: 'none' } }
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
