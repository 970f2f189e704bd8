import type { Clock, Logger } from '@netloom/core'

/** Milliseconds without a controller after which it is told: a restart takes less. */
const PATIENCE = 5_000
/** Milliseconds until it is told again. */
const AGAIN = 300_000

/** How long no controller has answered; tells once, and then rarely. */
export class ControllerAbsence {
  private since: number | undefined
  private toldAt: number | undefined

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** An attempt to reach one failed. */
  missed(controller: string | undefined, error: unknown): void {
    const now = this.clock.now()
    this.since ??= now
    if (now - this.since < PATIENCE || (this.toldAt !== undefined && now - this.toldAt < AGAIN)) return
    this.toldAt = now
    const reason =
      error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
    this.logger.warn(
      { controller, reason, seconds: Math.round((now - this.since) / 1_000) },
      'no controller answers; the host stays as it is, and the agent goes on trying',
    )
  }

  /** A controller has taken us. */
  over(): void {
    if (this.toldAt !== undefined) this.logger.info({}, 'a controller answers')
    this.since = undefined
    this.toldAt = undefined
  }
}
