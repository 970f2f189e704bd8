import type { IniConfig } from '../config/read-ini-files.ts'
import type { Logger } from '../base/logger.ts'

/** For whom something of a host is composed. */
export interface HostPlace {
  readonly ini: IniConfig
  /** As in the agent record. */
  readonly host: string
  /** Namespace that is the host; absent = the one this process runs in. */
  readonly netns?: string
  readonly logger: Logger
}

/** The same, for one agent: whose devices they are, as their marks name it. */
export interface AgentPlace extends HostPlace {
  readonly agent: string
}
