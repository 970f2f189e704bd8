/** A driver or service that could not be started; nothing is running any more when this is thrown. */
export class DriverStartError extends Error {
  override readonly name = 'DriverStartError'
  readonly code = 'DriverStartError'
  constructor(
    readonly kind: string,
    readonly driver: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${kind === 'service' ? kind : `${kind} driver`} '${driver}' did not start: ${problem}`, options)
  }
}
