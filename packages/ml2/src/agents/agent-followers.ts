import type { Agent, AgentFollower, Logger } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

/** Everybody who wants to know of agents, in the order in which they came. */
export class AgentFollowers {
  readonly #followers: AgentFollower[]
  readonly #logger: Logger

  constructor(logger: Logger, followers: readonly AgentFollower[] = []) {
    this.#logger = logger
    this.#followers = [...followers]
  }

  add(followers: readonly AgentFollower[]): void {
    this.#followers.push(...followers)
  }

  /** One that fails keeps no other from knowing. */
  async connected(agent: Agent): Promise<void> {
    for (const follower of this.#followers) {
      try {
        await follower.agentConnected?.(agent)
      } catch (error) {
        this.#logger.error({ err: error, agent: agent.id }, 'agent follow-up failed')
      }
    }
  }

  async updating(agent: Agent, tx: Transaction): Promise<void> {
    for (const follower of this.#followers) await follower.agentUpdating?.(agent, tx)
  }

  /** Returns what to do once it is gone. */
  async removing(agent: Agent): Promise<() => void> {
    const after: (() => void)[] = []
    for (const follower of this.#followers) {
      const gone = await follower.agentRemoving?.(agent)
      if (gone !== undefined) after.push(gone)
    }
    return () => {
      for (const gone of after) gone()
    }
  }

  async deleting(agent: Agent, tx: Transaction): Promise<void> {
    for (const follower of this.#followers) await follower.agentDeleting?.(agent, tx)
  }
}
