/** The four levels we use, in pino's shape: fields first, then the message. Filled by the host application. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

const ignore = (): void => undefined

/** Says nothing; the default of embedded instances. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
