import type { Ml2Environment } from '../environment/environment.ts'

/** Looks in a down time: a sign that another controller wrote is at most this part of it older than we take it for. */
const LOOKS = 8

/** Looks for signs of life that other controllers wrote, for as long as this one lives. */
export class AgentWatch {
  readonly #env: Ml2Environment
  #cancel: (() => void) | undefined
  #closed = false

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    const { agents, store, clock, options, logger } = this.#env
    try {
      await agents.look(store.db)
    } catch (error) {
      if (!this.#closed) logger.warn({ err: error }, 'agent heartbeats could not be read; trying again')
    }
    if (this.#closed) return
    this.#cancel = clock.after((options.agentDownTime * 1000) / LOOKS, () => {
      void this.start()
    })
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }
}
