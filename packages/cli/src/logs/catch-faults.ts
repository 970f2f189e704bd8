import type { Logger } from '@netloom/core'

/**
 * What a long-lived process does with faults that nobody waited for. A promise that was rejected concerns whoever made it: it is told, and
 * the process goes on. An exception that unwound the stack may have left anything half done: it is told in the log, and the
 * process ends for its supervisor to start it again, from a state that is kept elsewhere.
 */
export function catchFaults(logger: Logger): void {
  process.on('unhandledRejection', (reason) => {
    logger.error({ err: asError(reason) }, 'unhandled rejection; continuing')
  })
  process.on('uncaughtException', (error, origin) => {
    logger.error({ err: asError(error), origin }, 'uncaught exception; exiting')
    process.exit(1)
  })
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))
