import { readdir } from 'node:fs/promises'
import { type HostAccess, isCurrentMark, isMarkOf, readOwnershipMark } from '@netloom/core'
import { isNamespace } from '../namespaces/is-namespace.ts'
import { inTurns } from '../steps/in-turns.ts'
import { objectOf, type ServiceNames } from './service-names.ts'

/** Where `ip netns` keeps them. */
export const NAMESPACES = '/var/run/netns'
/** Namespaces that are read at the same time. */
const AT_ONCE = 8

export interface LinkRow {
  readonly ifname: string
  readonly address: string
  readonly mtu: number
  readonly flags: readonly string[]
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number; readonly scope: string }[]
}

/** A namespace of the service that this agent may act on. */
export interface FoundNamespace {
  readonly name: string
  /** Its mark names no agent: it is to be written anew. */
  readonly hasOldMark: boolean
  readonly links: readonly LinkRow[]
}

const allNames = async (names: ServiceNames): Promise<readonly string[]> =>
  (await readdir(NAMESPACES).catch(() => [])).filter((name) => objectOf(names, name) !== undefined)

export const namespaceNames = async (names: ServiceNames): Promise<readonly string[]> =>
  (await allNames(names)).filter((name) => isNamespace(`${NAMESPACES}/${name}`))

/** Names that a namespace had once: files that nothing is mounted on, which keep `ip netns` from making one. */
export const staleNames = async (names: ServiceNames): Promise<readonly string[]> =>
  (await allNames(names)).filter((name) => !isNamespace(`${NAMESPACES}/${name}`))

/** The mark of a namespace is the alias of its loopback device: a name alone does not say which agent made it. */
export const markLine = (mark: string): string => `link set dev lo alias ${mark}`

/** Whose mark the namespace bears, if it is another agent's; undefined = this agent may take it. */
export async function otherAgentOf(host: HostAccess, name: string): Promise<string | undefined> {
  const mark = readOwnershipMark((await look(host, name)).alias)
  return mark === undefined || isMarkOf(mark, host.agent) ? undefined : mark.agent
}

/** Namespaces of this agent, all or those named, with what is in them. */
export async function readNamespaces(
  host: HostAccess,
  names: ServiceNames,
  only?: ReadonlySet<string>,
): Promise<readonly FoundNamespace[]> {
  const found: FoundNamespace[] = []
  await lookAtAll(host, names, only, (name, { alias, links }) => {
    const mark = readOwnershipMark(alias)
    if (mark !== undefined && !isMarkOf(mark, host.agent)) return
    const hasOldMark = host.agent !== undefined && (mark === undefined || !isCurrentMark(mark, host.agent))
    found.push({ name, hasOldMark, links })
  })
  return found
}

/** Names of the namespaces of this agent, all or those named. */
export const ownNamespaces = async (
  host: HostAccess,
  names: ServiceNames,
  only?: ReadonlySet<string>,
): Promise<readonly string[]> => (await readNamespaces(host, names, only)).map(({ name }) => name)

/** Those of the named namespaces that are another agent's. What serves there is that one's, too. */
export async function foreignNamespaces(
  host: HostAccess,
  names: ServiceNames,
  only: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  await lookAtAll(host, names, only, (name, { alias }) => {
    const mark = readOwnershipMark(alias)
    if (mark !== undefined && !isMarkOf(mark, host.agent)) found.add(name)
  })
  return found
}

interface Look {
  readonly alias: string | undefined
  readonly links: readonly LinkRow[]
}

async function lookAtAll(
  host: HostAccess,
  names: ServiceNames,
  only: ReadonlySet<string> | undefined,
  take: (name: string, seen: Look) => void,
): Promise<void> {
  const due = (await namespaceNames(names)).filter((name) => only?.has(name) ?? true)
  await inTurns(AT_ONCE, due, async (name) => {
    // One that goes meanwhile has nothing.
    const seen = await look(host, name).catch(() => undefined)
    if (seen !== undefined) take(name, seen)
  })
}

/** Two listings in one process: that of addresses leaves aliases out. */
async function look(host: HostAccess, name: string): Promise<Look> {
  const printed = await host.run({
    argv: ['ip', '-n', name, '-j', '-batch', '-'],
    input: 'link show dev lo\naddr show\n',
  })
  const [links = '[]', addresses = '[]'] = printed.split('\n').filter((line) => line !== '')
  const [loopback] = JSON.parse(links) as readonly { readonly ifalias?: string }[]
  return { alias: loopback?.ifalias, links: JSON.parse(addresses) as readonly LinkRow[] }
}
