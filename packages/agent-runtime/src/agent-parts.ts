import {
  DesiredTable,
  hostTopic,
  silentLogger,
  systemClock,
  tunnelsTopic,
  type Clock,
  type Host,
  type Logger,
  type Topic,
} from '@netloom/core'
import { AuditLog } from './audit-log.ts'
import type { AgentOptions } from './agent-options.ts'
import { Interest } from './interest.ts'
import { ItemRenderer } from './item-renderer.ts'
import { noJournal, type Journal } from './journal.ts'
import { LinkSet } from './link-set.ts'
import { PortStatus } from './port-status.ts'
import { RetrySchedule } from './retry-schedule.ts'
import { UnitSync } from './unit-sync.ts'
import { View } from './view.ts'

/** What one agent knows and remembers; the turn works on it. */
export interface AgentParts {
  readonly host: Host
  readonly hostTopic: Topic
  readonly clock: Clock
  readonly logger: Logger
  readonly journal: Journal
  readonly view: View
  readonly table: DesiredTable
  readonly links: LinkSet
  readonly interest: Interest
  readonly sync: UnitSync
  readonly ports: PortStatus
  readonly retries: RetrySchedule
  readonly audits: AuditLog
}

/** `retry` is called with failed keys whose time has come again. */
export function agentParts(options: AgentOptions, retry: (keys: readonly string[]) => void): AgentParts {
  const { host, renderer, journal = noJournal, clock = systemClock, logger = silentLogger } = options
  const view = new View()
  const table = new DesiredTable(host.kinds)
  const links = new LinkSet()
  const interest = new Interest(renderer.meshTypes?.map(tunnelsTopic))
  const retries = new RetrySchedule(clock, retry)
  const failure = (key: string): string | undefined => retries.error(key)
  return {
    host,
    hostTopic: hostTopic(host.name),
    clock,
    logger,
    journal,
    view,
    table,
    links,
    interest,
    sync: new UnitSync(view, table, new ItemRenderer(view, renderer, logger), interest, host.name),
    ports: new PortStatus({ host: host.name, view, table, renderer, links, failure }),
    retries,
    audits: new AuditLog(),
  }
}
