import type { HaproxyConfiguration } from '../render/configuration.ts'
import { readServerLine, type ServerLine } from '../render/render-server.ts'
import type { RuntimeServer } from './read-servers.ts'

/** Servers of one backend as a configuration has them. */
export interface BackendServers {
  readonly backend: string
  /** Its cookies are made of addresses: one that is added gets none before it is asked for. */
  readonly hasDynamicCookies: boolean
  readonly servers: ReadonlyMap<string, ServerLine>
}

export const backendsOf = ({ sections }: HaproxyConfiguration): readonly BackendServers[] =>
  sections
    .filter(({ keyword }) => keyword === 'backend')
    .map(({ name = '', directives }) => {
      const lines = directives.map(readServerLine).filter((line) => line !== undefined)
      return {
        backend: name,
        hasDynamicCookies: directives.some(([keyword]) => keyword === 'dynamic-cookie-key'),
        servers: new Map(lines.map((line) => [line.name, line])),
      }
    })

/** What a running haproxy is told so that it has the servers that a new configuration has. */
export interface ServerChanges {
  readonly commands: readonly string[]
  /** Servers that take no new requests any more, and go when their last one is answered. */
  readonly leaving: readonly string[]
  /** Servers that must be made anew, which works only once their last request is answered. */
  readonly remade: readonly string[]
}

/**
 * Pure. `before` is the file that haproxy has read, as it was kept up since; `running` is what it says itself. One that is
 * added takes requests with the last of its commands, one that goes takes none after its first.
 */
export function changeServers(
  after: readonly BackendServers[],
  before: readonly BackendServers[],
  running: readonly RuntimeServer[],
): ServerChanges {
  const commands: string[] = []
  const leaving: string[] = []
  const remade: string[] = []
  for (const { backend, servers, hasDynamicCookies } of after) {
    const known = before.find((one) => one.backend === backend)?.servers
    const present = new Map(running.filter((one) => one.backend === backend).map((one) => [one.name, one]))
    const size = commands.length
    let isAdded = false
    for (const line of servers.values()) {
      const path = `${backend}/${line.name}`
      const found = present.get(line.name)
      const isSame = sameWords(known?.get(line.name), line)
      if (found !== undefined && !isSame) {
        commands.push(`set server ${path} state maint`, `del server ${path}`)
        remade.push(path)
      }
      if (found === undefined || !isSame) {
        commands.push(...addition(path, line))
        isAdded = true
      } else commands.push(...changes(path, line, found))
    }
    if (isAdded && hasDynamicCookies) commands.push(`enable dynamic-cookie backend ${backend}`)
    for (const [name, found] of present) {
      if (servers.has(name)) continue
      const path = `${backend}/${name}`
      if (!found.inMaintenance) commands.splice(size, 0, `set server ${path} state maint`)
      leaving.push(path)
    }
  }
  return { commands, leaving, remade }
}

const sameWords = (a: ServerLine | undefined, b: ServerLine): boolean => a?.words.join('\0') === b.words.join('\0')

function addition(path: string, line: ServerLine): readonly string[] {
  const { address, port, weight, words, isDisabled } = line
  const endpoint = `${address.includes(':') ? `[${address}]` : address}:${String(port)}`
  return [
    `add server ${path} ${[endpoint, 'weight', String(weight), ...words].join(' ')}`,
    ...(words.includes('check') ? [`enable health ${path}`] : []),
    // It begins in maintenance.
    ...(isDisabled ? [] : [`enable server ${path}`]),
  ]
}

function changes(path: string, line: ServerLine, found: RuntimeServer): readonly string[] {
  const { address, port, weight, isDisabled } = line
  return [
    ...(found.address === address && found.port === port
      ? []
      : [`set server ${path} addr ${address} port ${String(port)}`]),
    ...(found.weight === weight ? [] : [`set server ${path} weight ${String(weight)}`]),
    ...(found.inMaintenance === isDisabled ? [] : [`set server ${path} state ${isDisabled ? 'maint' : 'ready'}`]),
  ]
}

/** What haproxy says of a command that it has not carried out; undefined = it has. */
export function refusalOf(command: string, answer: string): string | undefined {
  if (answer === '' || /registered|deleted|no need to change|changed from/.test(answer)) return undefined
  return `${command.split(' ').slice(0, 3).join(' ')}: ${answer.split('\n')[0] ?? ''}`
}
