import { DesiredTable } from './desired/desired-table.ts'
import {
  type AgentRole,
  type Clock,
  type Host,
  type Logger,
  type RoleDescription,
  silentLogger,
  systemClock,
} from '@netloom/core'
import { AuditLog } from './audit-log.ts'
import type { AgentOptions, AgentTask } from './agent-options.ts'
import { noJournal, type Journal } from './journal.ts'
import { LinkSet } from './link-set.ts'
import { RepairDamper } from './repair-damper.ts'
import { RetrySchedule } from './retry-schedule.ts'
import { switchRole } from './switch-role.ts'
import { View } from './view.ts'
import { judgeRole } from './judge-role.ts'

/** What one agent knows and remembers; the turn works on it. */
export interface AgentState {
  readonly host: Host
  readonly clock: Clock
  readonly logger: Logger
  readonly journal: Journal
  readonly view: View
  readonly table: DesiredTable
  readonly links: LinkSet
  readonly role: AgentRole
  readonly retries: RetrySchedule
  readonly audits: AuditLog
  readonly damper: RepairDamper
}

/** `retry` is called with failed keys, and with a device whose repair was put off, when their time has come. */
export function agentState(
  options: AgentOptions,
  retry: (keys: readonly string[], devices: readonly string[]) => void,
): AgentState {
  const { host, journal = noJournal, clock = systemClock, logger = silentLogger } = options
  const role = describeRole(options)
  const view = new View((topic, key) => role.payload(topic, key))
  const table = new DesiredTable(host.kinds)
  const links = new LinkSet()
  const due = (keys: readonly string[]): void => {
    retry(keys, [])
  }
  const retries = new RetrySchedule(clock, due, options.longestRetry)
  const damper = new RepairDamper(clock, logger, (device) => {
    retry(table.keysOn(device), [device])
  })
  const failure = (key: string): string | undefined => retries.error(key) ?? heldBack(damper, table.deviceOf(key))
  return {
    host,
    clock,
    logger,
    journal,
    view,
    table,
    links,
    role: judgeRole(role, role.create({ host: host.name, view, table, links, failure, logger })),
    retries,
    audits: new AuditLog(),
    damper,
  }
}

function heldBack(damper: RepairDamper, device: string | undefined): string | undefined {
  if (device === undefined || !damper.holds(device)) return undefined
  return `somebody undoes the repairs of ${device}; see netloom audit`
}

export function describeRole(task: AgentTask): RoleDescription {
  return 'role' in task ? task.role : switchRole(task.renderer, task.firewall)
}
