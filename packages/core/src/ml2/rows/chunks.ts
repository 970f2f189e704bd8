/** Rows of one INSERT: keeps a statement below every engine's limit of bound parameters. */
const ROWS = 500

/** Cuts a list into pieces that one statement can take. */
export function chunks<T>(values: readonly T[], size: number = ROWS): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = []
  for (let at = 0; at < values.length; at += size) pieces.push(values.slice(at, at + size))
  return pieces
}
