import type { DeviceState, Desired } from '../desired/device-state.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { Topic } from '../feed/topic.ts'
import type { PortReport } from '../model/port-report.ts'
import type { Logger } from '../base/logger.ts'
import type { AgentConfigurations } from '../model/agent.ts'
import type { PassageAnswer, PassageQuestion } from '../trace/passage.ts'
import type { TraceAnswer, TraceQuestion } from '../trace/trace.ts'
import type { PayloadSchema } from '../feed/payload-schema.ts'

/** What following the view changed. */
export interface Synced {
  /** Keys whose wanted state changed. */
  readonly keys: ReadonlySet<string>
  /** Ports of this host to judge again. */
  readonly ports: ReadonlySet<string>
  /** Those of them whose own item changed. */
  readonly changedPorts: ReadonlySet<string>
  readonly begin: readonly Topic[]
  readonly end: readonly Topic[]
}

/** What the agent knows of the desired state; a body that is undefined is one that this version cannot read. */
export interface RoleView {
  item(topic: Topic, key: string): FeedItem | undefined
  keys(topic: Topic): readonly string[]
  /** Forgets a topic that is followed no more. */
  drop(topic: Topic): void
}

/** What the host shall have: device states by the unit (a topic, an item) that asks for them. */
export interface RoleTable {
  /** Replaces what a unit asks for. Returns the keys whose wanted state changed. */
  set(unit: string, desired: readonly Desired[]): readonly string[]
  drop(unit: string): readonly string[]
  keyOf(state: DeviceState): string
  keysOf(unit: string): readonly string[]
  unitsOf(key: string): readonly string[]
  /** Whether the host has what is asked for. */
  isRight(key: string): boolean
}

/** What a role stands on: one agent's knowledge of one host. */
export interface RoleContext<View extends RoleView = RoleView, Table extends RoleTable = RoleTable> {
  readonly host: string
  readonly view: View
  readonly table: Table
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
  /** Makes the desired table follow the view, for the items that changed (keys by topic) and those that depend on them. */
  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced
  /** Ports whose state depends on these keys. */
  portsOf(keys: ReadonlySet<string>): Iterable<string>
  /** The port whose link this is. */
  portOfDevice(device: string): string | undefined
  /** Judges ports again; what is news for the controller. Of `changedPorts` ones it may have lost what it was told. */
  changedReports(ports: Iterable<string>, changedPorts?: ReadonlySet<string>): readonly PortReport[]
  /** Ports whose part is done. */
  readyPorts(): readonly string[]
  allReports(): readonly PortReport[]
  /** Starts telling of objects whose state changes without a step of ours (a server's health). Returns the way to stop. Absent = none does. */
  watch?(news: (ids: Iterable<string>) => void): () => void
  /** What would become of a frame here, hop by hop, by what it knows. Nothing is sent. Absent = frames do not pass through it. @throws {Error} for a port that it does not have */
  trace?(question: TraceQuestion): TraceAnswer
  /** The same of a packet that has left the switch: whether this role takes, forwards or filters it. Absent = it does nothing of that. */
  tracePassage?(question: PassageQuestion): PassageAnswer
}

/** What the agent record says of a role, how its items are checked, and how it is made for a host. */
export interface RoleDescription<View extends RoleView = RoleView, Table extends RoleTable = RoleTable> {
  readonly agentType: string
  readonly binary: string
  readonly configurations: AgentConfigurations
  /** How the body of an item is checked before the role sees it; undefined = this version knows no such item. */
  payload(topic: Topic, key: string): PayloadSchema | undefined
  create(context: RoleContext<View, Table>): AgentRole
}
