import type { Agent } from '../model/agent.ts'
import type { Transaction } from '../store/store.ts'

/** Who wants to know of agents, whatever their type. Absent hooks are skipped. */
export interface AgentFollower {
  /** It said hello, or has been put up or down. What it throws is logged. */
  agentConnected?(agent: Agent): Promise<void>
  /** It is put up or down, in the transaction that writes so; `agentConnected` follows. A throw refuses it. */
  agentUpdating?(agent: Agent, tx: Transaction): Promise<void>
  /** An administrator is about to delete its record. Returns what to do once it is gone. A throw keeps it. */
  agentRemoving?(agent: Agent): Promise<() => void>
  /** Its record is deleted, in the transaction that does so: what refers to it has to go. */
  agentDeleting?(agent: Agent, tx: Transaction): Promise<void>
}
