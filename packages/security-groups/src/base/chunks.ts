/** Keeps a statement below every engine's limit of bound parameters, and short. */
const ROWS = 100

export function chunks<T>(values: readonly T[], size: number = ROWS): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = []
  for (let at = 0; at < values.length; at += size) pieces.push(values.slice(at, at + size))
  return pieces
}
