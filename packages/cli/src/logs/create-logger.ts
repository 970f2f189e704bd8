import { pino } from 'pino'
import type { Logger } from '@netloom/core'
import { LogDestination } from './log-destination.ts'
import { descriptorFile } from './log-file.ts'

const STANDARD_ERROR = 2

/** JSON lines on standard error; `NETLOOM_LOG` = debug, info (default), warn, error. */
export function createLogger(role: string): Logger {
  const level = process.env['NETLOOM_LOG'] ?? 'info'
  const destination = new LogDestination(descriptorFile(STANDARD_ERROR))
  process.once('exit', () => {
    destination.flush()
  })
  return pino({ name: role, level, base: { role } }, destination)
}
