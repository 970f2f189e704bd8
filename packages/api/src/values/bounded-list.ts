import { InvalidValue } from './invalid-value.ts'

/** @throws {InvalidValue} for a list that is longer than anybody may make it */
export function requireAtMost(list: readonly unknown[], most: number, what: string): void {
  if (list.length <= most) return
  throw new InvalidValue(`${String(list.length)} ${what} are too many, at most ${String(most)} are allowed`)
}
