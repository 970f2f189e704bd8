import type { Clock, FirewallRenderer, Host, Logger, RoleDescription, SwitchRenderer } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import type { Journal } from './journal.ts'

/** What the agent does: any role, or short for {@link switchRole}. */
export type AgentTask =
  { readonly role: RoleDescription } | { readonly renderer: SwitchRenderer; readonly firewall?: FirewallRenderer }

export type AgentOptions = AgentTask & AgentSurroundings

export interface AgentSurroundings {
  readonly host: Host
  /** Default: remembers nothing between processes. */
  readonly journal?: Journal
  readonly clock?: Clock
  readonly logger?: Logger
  /** Milliseconds between audits of the whole host; 0 = only on events. Default 60,000. */
  readonly auditInterval?: number
  /** Milliseconds in which news of one network is gathered for one turn; default 0: each goes at once. */
  readonly bulkInterval?: number
  /** Most milliseconds between attempts of what failed. Default 30,000. */
  readonly longestRetry?: number
}

/** What the agent asks of whoever connects it to a controller. Calls before a connection are of no use and do no harm. */
export interface Uplink {
  /** Begin, or begin anew from where the view is. */
  watch(topic: Topic): void
  unwatch(topic: Topic): void
  report(ports: readonly PortReport[]): void
  /** The view is complete and the host follows it: what is wired now is the whole truth. */
  settled(): void
}

export const DEFAULT_AUDIT_INTERVAL = 60_000
