/** A value that has no place in a configuration, whoever let it through. */
export class UnsafeValueError extends Error {
  override readonly name = 'UnsafeValueError'

  constructor(what: string, value: string) {
    super(`${what} cannot be ${JSON.stringify(value.slice(0, 120))}: it would change the configuration of haproxy`)
  }
}
