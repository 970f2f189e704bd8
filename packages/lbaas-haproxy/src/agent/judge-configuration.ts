import { join } from 'node:path'
import type { HostAccess } from '@netloom/core'
import { replaceFile } from '@netloom/dataplane/service'
import { configurationText, type HaproxyConfiguration } from '../render/configuration.ts'
import { partsOfBackend } from '../render/names.ts'
import { idleSocketOf } from '../render/socket-paths.ts'
import { sectionAt } from '../render/parse-configuration.ts'

const CANDIDATE_FILE = 'candidate.cfg'

/** What haproxy accepts of a configuration, and what it says of the listeners that it does not. */
export interface JudgedConfiguration {
  readonly configuration: HaproxyConfiguration
  readonly problems: Readonly<Record<string, string>>
}

/**
 * Has haproxy read the configuration before a process depends on it. A listener of which it says that it is wrong is left out,
 * so that all others go on. @throws {Error} with what haproxy says, when it is about no listener
 */
export async function judgeConfiguration(
  wanted: HaproxyConfiguration,
  directory: string,
  host: HostAccess,
): Promise<JudgedConfiguration> {
  const problems: Record<string, string> = {}
  let configuration = withListener(wanted, directory)
  for (;;) {
    const text = configurationText(configuration)
    await replaceFile(directory, CANDIDATE_FILE, text)
    const said = await refusal(host, join(directory, CANDIDATE_FILE))
    if (said === undefined) return { configuration, problems }
    const culprits = culpritsOf(said, text)
    if (culprits.size === 0) throw new Error(`haproxy refuses the configuration: ${said.split('\n')[0] ?? ''}`)
    Object.assign(problems, Object.fromEntries(culprits))
    configuration = withListener(withoutListeners(configuration, new Set(culprits.keys())), directory)
  }
}

/** undefined = it is right. */
async function refusal(host: HostAccess, file: string): Promise<string | undefined> {
  try {
    await host.run({ argv: ['haproxy', '-c', '-f', file] })
    return undefined
  } catch (error) {
    const said = saidBy(error)
    const alerts = said
      .split('\n')
      .filter((line) => line.includes('[ALERT]') && !/Error\(s\) found|Fatal errors/.test(line))
    return alerts.length === 0 ? said : alerts.join('\n')
  }
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : error.message
}

/** Listeners in whose sections the lines are that haproxy names: `[candidate.cfg:17]`. */
function culpritsOf(said: string, text: string): ReadonlyMap<string, string> {
  const culprits = new Map<string, string>()
  for (const line of said.split('\n')) {
    const at = /candidate\.cfg:(\d+)/.exec(line)?.[1]
    const named = /(?:[Pp]roxy|[Bb]ackend|[Ff]rontend) '([0-9a-f:-]+)'/.exec(line)?.[1]
    const section = at === undefined ? undefined : sectionAt(text, Number(at))
    const isNamed = section?.keyword === 'frontend' || section?.keyword === 'backend'
    const name = isNamed ? section.name : named
    if (name === undefined) continue
    const listenerId = name.includes(':') ? partsOfBackend(name).listenerId : name
    culprits.set(listenerId, `haproxy refuses the listener: ${line.replace(/^.*?\]\s*(\(\d+\))?\s*:?\s*/, '')}`)
  }
  return culprits
}

/** Without these listeners, and without the backends that only they lead to. */
export const withoutListeners = (
  { sections }: HaproxyConfiguration,
  ids: ReadonlySet<string>,
): HaproxyConfiguration => ({
  sections: sections.filter(({ keyword, name = '' }) => {
    if (keyword === 'frontend') return !ids.has(name)
    return keyword !== 'backend' || !ids.has(partsOfBackend(name).listenerId)
  }),
})

/** haproxy does not start without a listener; one whose listeners are all left out has a socket that nobody uses. */
function withListener(configuration: HaproxyConfiguration, directory: string): HaproxyConfiguration {
  const { sections } = configuration
  if (sections.some(({ keyword }) => keyword === 'frontend')) return configuration
  const directives = [
    ['mode', 'tcp'],
    ['bind', `unix@${idleSocketOf(directory)}`, 'mode', '0600'],
  ]
  return { sections: [...sections, { keyword: 'frontend', name: 'idle', directives }] }
}
