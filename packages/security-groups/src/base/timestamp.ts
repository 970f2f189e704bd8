import type { ServiceEnvironment } from '@netloom/core'

/** ISO 8601 UTC with seconds, as the API shows it. */
export function timestamp({ clock }: Pick<ServiceEnvironment, 'clock'>): string {
  return `${clock.date().toISOString().slice(0, 19)}Z`
}
