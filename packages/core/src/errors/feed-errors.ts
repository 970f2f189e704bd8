import { BadRequestError } from './networking-error.ts'

/** An object is so long that no host can be told of it. */
export class FeedItemTooLargeError extends BadRequestError {
  readonly code = 'InvalidInput'
  constructor(
    readonly key: string,
    bytes: number,
    limit: number,
    largest: { readonly name: string; readonly bytes: number },
  ) {
    const most = `at most ${String(limit)} can be sent to a host`
    super(
      `Invalid input for operation: ${key} takes ${String(bytes)} bytes and ${most}; shorten ${largest.name}, which takes ${String(largest.bytes)}.`,
    )
  }
}
