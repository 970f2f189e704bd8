/** Keeps a statement below every engine's limit of bound parameters, and short: SQLite answers nobody else meanwhile. */
const ROWS = 250
/** Rows of one INSERT. On SQLite a statement keeps everybody waiting, and writing a wide row costs ten times reading one. */
const INSERTED_ROWS = 100

/** Cuts a list into pieces that one statement can take. */
export function chunks<T>(values: readonly T[], size: number = ROWS): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = []
  for (let at = 0; at < values.length; at += size) pieces.push(values.slice(at, at + size))
  return pieces
}

/** Pieces for INSERT. */
export const insertChunks = <T>(rows: readonly T[]): readonly (readonly T[])[] => chunks(rows, INSERTED_ROWS)
