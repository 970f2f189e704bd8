import { pino } from 'pino'
import type { Logger } from '@netloom/core'

/** JSON lines on standard error; `NETLOOM_LOG` = debug, info (default), warn, error. */
export function createLogger(role: string): Logger {
  const destination = pino.destination({ dest: 2, sync: true })
  return pino({ name: role, level: process.env['NETLOOM_LOG'] ?? 'info', base: { role } }, destination)
}
