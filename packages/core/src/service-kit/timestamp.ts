import type { Clock } from '../base/clock.ts'

/** ISO 8601 UTC with seconds, as the API shows it. */
export function timestamp(clock: Clock): string {
  return `${clock.date().toISOString().slice(0, 19)}Z`
}
