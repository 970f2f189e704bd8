import { join } from 'node:path'
import type { Balancer, Listener } from './balancer.ts'
import { configurationText, type HaproxyConfiguration, type Section } from './configuration.ts'
import {
  DEFAULT_CONNECTION_LIMIT,
  DEFAULT_HARD_STOP_AFTER,
  type HaproxyOptions,
  STATE_FILE,
} from './haproxy-options.ts'
import { backendSection } from './render-backend.ts'
import { frontendOf } from './render-frontend.ts'
import { safeAccount, safeInteger, safePath } from './safe-values.ts'
import { socketOf } from './socket-paths.ts'
import { UnsafeValueError } from './unsafe-value-error.ts'

/** What haproxy reads for one balancer, and what it does without because it cannot be written. */
export interface RenderedConfiguration {
  readonly configuration: HaproxyConfiguration
  readonly rendered: readonly Listener[]
  /** By listener. */
  readonly problems: Readonly<Record<string, string>>
}

/** `directory` is the balancer's folder. A listener with a value that has no place in a configuration is left out. Pure. */
export function renderConfiguration(
  balancer: Balancer,
  directory: string,
  options: HaproxyOptions,
): RenderedConfiguration {
  const folder = safePath(directory)
  const problems: Record<string, string> = {}
  const frontends: Section[] = []
  const backends: Section[] = []
  const rendered: Listener[] = []
  for (const listener of balancer.listeners) {
    try {
      const [front, back] = [frontendOf(balancer, listener, folder), backendsOf(listener, folder)]
      // Words are judged once more where they become text.
      configurationText({ sections: [front, ...back] })
      frontends.push(front)
      backends.push(...back)
      rendered.push(listener)
    } catch (error) {
      if (!(error instanceof UnsafeValueError)) throw error
      problems[listener.item.id] = error.message
    }
  }
  const sections = [globalSection({ ...balancer, listeners: rendered }, folder, options), DEFAULTS]
  return { configuration: { sections: [...sections, ...frontends, ...backends] }, rendered, problems }
}

const backendsOf = (listener: Listener, folder: string): readonly Section[] =>
  listener.pools.map((pool) => backendSection(listener, pool, folder))

function globalSection({ listeners }: Balancer, directory: string, options: HaproxyOptions): Section {
  const { user, group, connectionLimit = DEFAULT_CONNECTION_LIMIT, hardStopAfter = DEFAULT_HARD_STOP_AFTER } = options
  const limits = listeners.map(({ item }) => Math.max(0, item.connectionLimit))
  const most = Math.max(
    connectionLimit,
    limits.reduce((sum, limit) => sum + limit, 0),
  )
  return {
    keyword: 'global',
    directives: [
      ['log', '/dev/log', 'local0'],
      ['log', '/dev/log', 'local1', 'notice'],
      ...(user === undefined ? [] : [['user', safeAccount(user)]]),
      ...(group === undefined ? [] : [['group', safeAccount(group)]]),
      ['nbthread', '1'],
      ['maxconn', safeInteger('a limit of connections', most, 1, 1_000_000_000)],
      // More than the host allows is as many as it allows.
      ['no', 'strict-limits'],
      ['hard-stop-after', `${safeInteger('hard_stop_after', hardStopAfter, 1, 2_147_483)}s`],
      ['ssl-default-bind-options', 'ssl-min-ver', 'TLSv1.2'],
      ['stats', 'socket', socketOf(directory), 'mode', '0600', 'level', 'admin', 'expose-fd', 'listeners'],
      ['server-state-file', join(directory, STATE_FILE)],
    ],
  }
}

const DEFAULTS: Section = {
  keyword: 'defaults',
  directives: [
    ['log', 'global'],
    ['retries', '3'],
    ['option', 'redispatch'],
    // A reload closes no connection that a client may just be using: it is told with the next answer.
    ['option', 'idle-close-on-response'],
    ['timeout', 'connect', '5000ms'],
    ['timeout', 'client', '50000ms'],
    ['timeout', 'server', '50000ms'],
    ['load-server-state-from-file', 'global'],
  ],
}
