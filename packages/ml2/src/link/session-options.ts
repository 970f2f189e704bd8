import type { AgentReport, Clock, Feed, Logger, ReportHandler } from '@netloom/core'
import type { AgentService, PortService } from '@netloom/core/services'
import type { AgentPermissions } from './agent-permissions.ts'

/** What a session needs of the controller. */
export interface SessionOptions {
  readonly feed: Feed
  readonly agents: AgentService
  readonly ports: PortService
  /** Seconds between heartbeats, told to agents. */
  readonly heartbeatInterval: number
  readonly logger?: Logger
  readonly clock?: Clock
  /** Whether it may say that it is this agent; a text is the reason of the refusal. Who it is has been judged by the transport. */
  readonly admits?: (agent: AgentReport) => string | undefined
  /** What agents may watch and report. Absent = everything. */
  readonly permissions?: AgentPermissions
  /** Who takes reports for an entity beside the switch; absent = ports that wait for it have become ready. */
  readonly reports?: ReadonlyMap<string, ReportHandler>
  /** Bytes that may wait for one agent before its topics are given up until the queue is short again. Default 8 MiB. */
  readonly maxBacklog?: number
}

export const DEFAULT_MAX_BACKLOG: number = 8 * 1024 * 1024
