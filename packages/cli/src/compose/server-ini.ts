import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import type { Limits } from '@netloom/server'
import { readHttpIni, type HttpIni } from './http-ini.ts'
import { readTlsIni, type TlsFiles } from './tls-ini.ts'

/** What INI files say to the server itself; options that they leave out are left out here. */
export interface ServerIni extends HttpIni {
  readonly bindHost?: string
  readonly bindPort?: number
  /** `token` is netloom's own. */
  readonly authStrategy?: AuthStrategy
  /** URL of a PostgreSQL database. May hold a password. */
  readonly database?: string
  /** Served over TLS with these PEM files (`use_ssl`). */
  readonly tls?: TlsFiles
  /** Longest page of a list; absent = any. */
  readonly maxLimit?: number
  readonly limits: RequestLimits
  /** Options that are understood and have no effect. */
  readonly warnings: readonly ConfigurationProblem[]
}

/** How much is taken from one client, one project, and from all. */
export type RequestLimits = Partial<
  Pick<Limits, 'requestsPerSecond' | 'projectRequestsPerSecond' | 'eventLoopDelay' | 'connections'>
>

export const AUTH_STRATEGIES = ['token', 'keystone', 'noauth'] as const
export type AuthStrategy = (typeof AUTH_STRATEGIES)[number]

const MOST = 2 ** 31 - 1

/** @throws {ConfigurationError} with every bad value: file, line, section, option and what is allowed */
export function readServerIni(sections: IniSections): ServerIni {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(sections, 'DEFAULT', problems)
  const bindHost = core.ip('bind_host')
  const bindPort = core.integer('bind_port', 0, 65_535)
  const authStrategy = core.choice('auth_strategy', AUTH_STRATEGIES)
  const maxLimit = readMaxLimit(core)
  const tls = readTlsIni(core.boolean('use_ssl') === true, sections, problems)
  const { database, warnings } = readDatabase(new IniSectionReader(sections, 'database', problems))
  const http = readHttpIni(sections, problems)
  const limits = readLimits(new IniSectionReader(sections, 'netloom', problems))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    warnings,
    limits,
    ...http,
    ...(bindHost !== undefined && { bindHost }),
    ...(bindPort !== undefined && { bindPort }),
    ...(authStrategy !== undefined && { authStrategy }),
    ...(tls !== undefined && { tls }),
    ...(maxLimit !== undefined && { maxLimit }),
    ...(database !== undefined && { database }),
  }
}

function readLimits(section: IniSectionReader): RequestLimits {
  const requestsPerSecond = section.number('requests_per_second', 0.1, MOST)
  const projectRequestsPerSecond = section.number('project_requests_per_second', 0.1, MOST)
  const eventLoopDelay = section.integer('max_event_loop_delay', 0, MOST)
  const connections = section.integer('max_connections', 1, MOST)
  return {
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(projectRequestsPerSecond !== undefined && { projectRequestsPerSecond }),
    ...(eventLoopDelay !== undefined && { eventLoopDelay }),
    ...(connections !== undefined && { connections }),
  }
}

/** Neutron: `-1` and `infinite` mean pages of any length. */
function readMaxLimit(core: IniSectionReader): number | undefined {
  if (core.text('pagination_max_limit')?.toLowerCase() === 'infinite') return undefined
  const limit = core.integer('pagination_max_limit', -1, MOST)
  return limit === undefined || limit <= 0 ? undefined : limit
}

interface Database {
  readonly database?: string
  readonly warnings: readonly ConfigurationProblem[]
}

/** SQLAlchemy's URL of Neutron's own database; ours may be in PostgreSQL, too. The value stays out of messages: it has a password. */
function readDatabase(section: IniSectionReader): Database {
  const url = section.text('connection')
  if (url === undefined) return { warnings: [] }
  const [, rest] = /^postgres(?:ql)?(?:\+\w+)?:(\/\/.*)$/.exec(url) ?? []
  if (rest !== undefined) return { database: `postgresql:${rest}`, warnings: [] }
  const problem = 'is no database of netloom: that is an SQLite file of its own, or PostgreSQL'
  const remedy = 'name another with --store, or write postgresql://…'
  return { warnings: [{ where: section.where('connection'), problem, remedy }] }
}
