/** A failure the user can act on: one line that names what, the value, and the remedy. `usage` exits 2, `interrupted` 130, the rest 1. */
export class Failure extends Error {
  override readonly name = 'Failure'
  constructor(
    message: string,
    readonly kind: 'failure' | 'usage' | 'interrupted' = 'failure',
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
