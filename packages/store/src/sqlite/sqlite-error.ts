/** What the engine throws; `errcode` is SQLite's extended result code. */
export interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  readonly errcode: number
}

export function isSqliteError(error: unknown): error is SqliteError {
  if (!(error instanceof Error)) return false
  const { code, errcode } = error as Partial<SqliteError>
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number'
}

/** An extended result code names its kind in the low byte: BUSY_SNAPSHOT is a BUSY. */
export function primaryCode({ errcode }: SqliteError): number {
  return errcode & 0xff
}
