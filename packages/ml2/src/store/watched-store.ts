import type { Logger } from '@netloom/core'
import { isStoreUnavailable, type Store } from '@netloom/core/store'
import type { StoreWatch } from './store-watch.ts'

/** The same store, whose failed transactions `watch` hears of. */
export function watchedStore(store: Store, watch: StoreWatch): Store {
  return {
    get db() {
      return store.db
    },
    get log() {
      return store.log
    },
    get trouble() {
      return store.trouble
    },
    initialize: (services) => store.initialize(services),
    transaction: async (work) => {
      try {
        return await store.transaction(work)
      } catch (error) {
        watch.met(error)
        throw error
      }
    },
    problem: (error) => store.problem(error),
    close: () => store.close(),
  }
}

/**
 * The same log, in which a store that cannot be used is one line and not one of everybody who wanted something of it: theirs are
 * at level debug, and `watch` hears of them.
 */
export function withoutStoreTrouble(logger: Logger, watch: StoreWatch): Logger {
  const at =
    (level: 'warn' | 'error') =>
    (fields: object, message: string): void => {
      const trouble = storeTroubleIn(fields)
      if (trouble !== undefined) watch.met(trouble)
      logger[trouble !== undefined && watch.trouble !== undefined ? 'debug' : level](fields, message)
    }
  return {
    debug: (fields, message) => {
      logger.debug(fields, message)
    },
    info: (fields, message) => {
      logger.info(fields, message)
    },
    warn: at('warn'),
    error: at('error'),
  }
}

/** How deep errors say what caused them, at most. */
const DEPTH = 5

function storeTroubleIn(fields: object): Error | undefined {
  let error = (fields as { readonly err?: unknown }).err
  for (let depth = 0; depth < DEPTH; depth += 1) {
    if (isStoreUnavailable(error)) return error
    error = error instanceof Error ? error.cause : undefined
  }
  return undefined
}
