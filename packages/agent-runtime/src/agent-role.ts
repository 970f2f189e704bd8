import type { DesiredTable } from './desired/desired-table.ts'
import type { AgentConfigurations, Logger } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import type { Work } from './inbox.ts'
import type { View } from './view.ts'

/** What following the view changed. */
export interface Synced {
  /** Keys whose wanted state changed. */
  readonly keys: ReadonlySet<string>
  /** Ports of this host to judge again. */
  readonly ports: ReadonlySet<string>
  /** Those of them whose own item changed. */
  readonly renewed: ReadonlySet<string>
  readonly begin: readonly Topic[]
  readonly end: readonly Topic[]
}

/** What a role stands on: one agent's knowledge of one host. */
export interface RoleContext {
  readonly host: string
  readonly view: View
  readonly table: DesiredTable
  readonly links: { has(link: string): boolean }
  /** Why a key's last step failed. */
  readonly failure: (key: string) => string | undefined
  readonly logger: Logger
}

/**
 * What one sort of agent (a switch's, a DHCP server's) follows, renders and reports. Turns, retries, audits, the journal and
 * the link to the controller are the same for all.
 */
export interface AgentRole {
  /** The topic that leads to all others. */
  readonly root: Topic
  /** Whose part of provisioning it reports. */
  readonly entity: string
  /** What the host needs before any item. Returns the keys. */
  base(): readonly string[]
  /** Topics that it follows beside the root. */
  topics(): readonly Topic[]
  includes(topic: Topic): boolean
  /** Makes the desired table follow the view, for the items that changed and those that depend on them. */
  sync(items: Work['items']): Synced
  /** Ports whose state depends on these keys. */
  portsOf(keys: ReadonlySet<string>): Iterable<string>
  /** The port whose link this is. */
  onDevice(device: string): string | undefined
  /** Judges ports again; what is news for the controller. Of `renewed` ones it may have lost what it was told. */
  news(ports: Iterable<string>, renewed?: ReadonlySet<string>): readonly PortReport[]
  /** Ports whose part is done. */
  up(): readonly string[]
  all(): readonly PortReport[]
}

/** What the agent record says of a role, and how it is made for a host. */
export interface RoleDescription {
  readonly agentType: string
  readonly binary: string
  readonly configurations: AgentConfigurations
  create(context: RoleContext): AgentRole
}
