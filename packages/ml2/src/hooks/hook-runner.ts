import { HookDeadlineError, type Logger, type ModuleKind } from '@netloom/core'
import { isTurnOver, yieldLongTurn } from '@netloom/core/kit'
import { withDeadline } from '@netloom/core/registry'

/** Milliseconds that one call of one driver's hook may take. */
export interface HookDeadlines {
  /** Inside a transaction, while all other writers wait. Default 2,000. */
  readonly precommit: number
  /** After the commit, while one request waits. Default 30,000. */
  readonly postcommit: number
}

export const DEFAULT_HOOK_DEADLINES: HookDeadlines = { precommit: 2_000, postcommit: 30_000 }

/** Milliseconds that postcommit hooks have once they are told that the controller closes. */
const CLOSING_GRACE = 1_000

/** Which hook of which driver is called; for the log and the error. */
export interface HookName {
  readonly kind: ModuleKind
  readonly driver: string
  readonly hook: string
}

/**
 * Calls every hook of every driver, and waits for none longer than its deadline. A precommit that is late rolls its
 * transaction back, after which the hook, should it go on, cannot write: its `tx` has ended. Whoever calls hooks for many objects
 * keeps nobody waiting: each call ends a turn of the event loop that has lasted long enough.
 */
export class HookRunner {
  readonly #deadlines: HookDeadlines
  readonly #logger: Logger
  /** Hurries each postcommit hook that runs. */
  readonly #running = new Set<() => void>()
  #closing = false

  constructor(deadlines: HookDeadlines, logger: Logger) {
    this.#deadlines = deadlines
    this.#logger = logger
  }

  /** @throws {HookDeadlineError}, or what the hook throws */
  async precommit<T>(name: HookName, call: () => Promise<T>): Promise<T> {
    if (isTurnOver()) await yieldLongTurn()
    return withDeadline(call(), this.#deadlines.precommit, () => this.#late(name, this.#deadlines.precommit))
  }

  /** The hook's signal is aborted when it is late, and when the controller closes. @throws {HookDeadlineError}, or what the hook throws */
  async postcommit(name: HookName, call: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (isTurnOver()) await yieldLongTurn()
    const stop = new AbortController()
    let timer: NodeJS.Timeout | undefined
    let giveUp: (error: Error) => void = () => undefined
    const late = new Promise<never>((_, reject) => {
      giveUp = reject
    })
    const within = (milliseconds: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        // In this order: the caller learns why, not that the hook was aborted.
        giveUp(this.#late(name, milliseconds))
        stop.abort()
      }, milliseconds)
    }
    const hurry = (): void => {
      stop.abort()
      within(Math.min(CLOSING_GRACE, this.#deadlines.postcommit))
    }
    if (this.#closing) hurry()
    else within(this.#deadlines.postcommit)
    this.#running.add(hurry)
    try {
      await Promise.race([call(stop.signal), late])
    } finally {
      clearTimeout(timer)
      this.#running.delete(hurry)
    }
  }

  /** Tells postcommit hooks that still run, and those that will, that the controller closes. */
  close(): void {
    this.#closing = true
    for (const hurry of this.#running) hurry()
  }

  #late(name: HookName, milliseconds: number): HookDeadlineError {
    this.#logger.error({ ...name, milliseconds }, 'a driver’s hook did not end in time; it is waited for no longer')
    return new HookDeadlineError(name, milliseconds)
  }
}
