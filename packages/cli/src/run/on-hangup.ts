import type { Logger } from '@netloom/core'

/** Runs the named work at each SIGHUP. What fails keeps what it had. Returns the way to stop. */
export function onHangup(logger: Logger, work: Readonly<Record<string, () => Promise<void>>>): () => void {
  const reload = (): void => {
    for (const [name, run] of Object.entries(work)) {
      run().then(
        () => {
          logger.info({ signal: 'SIGHUP' }, `${name} read again`)
        },
        (error: unknown) => {
          logger.error({ err: error, signal: 'SIGHUP' }, `${name} could not be read again; the old one stays`)
        },
      )
    }
  }
  process.on('SIGHUP', reload)
  return () => process.off('SIGHUP', reload)
}
