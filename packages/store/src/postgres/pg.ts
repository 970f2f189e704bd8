import { createRequire } from 'node:module'
import type driver from 'pg'

const require = createRequire(import.meta.url)

/** The client library. Loaded when it is asked for: a controller with SQLite starts, and stays smaller, without it. */
export const pg = (): typeof driver => require('pg') as typeof driver
