import type { Logger } from '@netloom/core'

/** Keeps what is logged as an error: the causes that clients are not told. */
export class ErrorLog implements Logger {
  readonly errors: string[] = []

  debug(): void {}
  info(): void {}
  warn(): void {}

  error(fields: object, message: string): void {
    const cause = 'err' in fields ? fields.err : fields
    this.errors.push(cause instanceof Error ? (cause.stack ?? cause.message) : `${message} ${JSON.stringify(cause)}`)
  }
}
