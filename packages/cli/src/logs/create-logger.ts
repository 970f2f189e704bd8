import { pino } from 'pino'
import type { Logger } from '@netloom/core'
import type { LoggingIni } from '../compose/logging-ini.ts'
import { LogDestination } from './log-destination.ts'
import { appendedFile, descriptorFile } from './log-file.ts'

const STANDARD_ERROR = 2

/** The log of a process, which says something before its configuration is read. */
export interface ProcessLog {
  readonly logger: Logger
  /** From now on as the files say; `NETLOOM_LOG` comes before `debug`. */
  configure(ini: LoggingIni): void
}

/** JSON lines on standard error; `NETLOOM_LOG` = debug, info (default), warn, error. */
export function createLog(role: string): ProcessLog {
  const wanted = process.env['NETLOOM_LOG']
  const destination = new LogDestination(descriptorFile(STANDARD_ERROR))
  process.once('exit', () => {
    destination.flush()
  })
  const logger = pino({ name: role, level: wanted ?? 'info', base: { role } }, destination)
  return {
    logger,
    configure: ({ debug, file }) => {
      if (debug && wanted === undefined) logger.level = 'debug'
      if (file === undefined) return
      logger.info({ file }, 'log goes on in a file')
      destination.moveTo(appendedFile(file))
    },
  }
}
