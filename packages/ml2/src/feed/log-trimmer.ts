import type { Clock, Logger } from '@netloom/core'
import type { ChangeLog } from '@netloom/core/store'

/** Milliseconds between two looks at the log's length. */
const PAUSE = 5_000

/** Keeps the log at its length, whether anybody watches or not. What does not grow is not looked at. */
export class LogTrimmer {
  private busy = false
  private due = false
  private closed = false
  private cancel = (): void => undefined

  constructor(
    private readonly log: ChangeLog,
    private readonly logger: Logger,
    private readonly clock: Clock,
    private readonly retain: number,
  ) {}

  /** After a commit. */
  grown(): void {
    this.due = true
    if (!this.busy) this.look()
  }

  close(): void {
    this.busy = true
    this.closed = true
    this.cancel()
  }

  private look(): void {
    this.due = false
    this.busy = true
    this.trim()
      .catch((error: unknown) => {
        if (!this.closed) this.logger.warn({ err: error }, 'the change log could not be trimmed')
      })
      .finally(() => {
        this.rest()
      })
  }

  private rest(): void {
    if (this.closed) return
    this.cancel = this.clock.after(PAUSE, () => {
      this.busy = false
      if (this.due) this.look()
    })
  }

  /** A quarter more than is kept may gather, so that a trim is worth its transaction. */
  private async trim(): Promise<void> {
    const length = (await this.log.head()) - (await this.log.tail()) + 1
    if (length > this.retain * 1.25) await this.log.trim(this.retain)
  }
}
