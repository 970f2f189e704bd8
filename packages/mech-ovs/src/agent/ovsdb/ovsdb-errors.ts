/** The connection is down or went down. Whether a transaction that was under way has happened is not known. */
export class OvsdbLostError extends Error {
  override readonly name = 'OvsdbLostError'
  readonly code = 'OvsdbLost'
}

/** The database refused a request. `position`: the operation of the transaction; undefined = only the whole was refused. */
export class OvsdbRefusedError extends Error {
  override readonly name = 'OvsdbRefusedError'
  readonly code = 'OvsdbRefused'
  constructor(
    message: string,
    readonly position?: number,
  ) {
    super(message)
  }
}
