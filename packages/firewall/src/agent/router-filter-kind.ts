import { randomInt } from 'node:crypto'
import { type DeviceKind, type HostAccess, type HostEvent, isMarkOf, readOwnershipMark } from '@netloom/core'
import { isNamespace, watchTables } from '@netloom/dataplane'
import { applyEach } from '@netloom/dataplane/service'
import { readdir } from 'node:fs/promises'
import type { RouterFilterState } from '../render/filter-state.ts'
import { NAMESPACE_PREFIX, TABLE } from '../render/names.ts'
import { FIRST_GENERATION, LAST_GENERATION, changeLines, nextGeneration, tableLines } from './filter-table.ts'
import { canonicalRule } from './canonical-rule.ts'
import { parseTable, type FoundTable } from './parse-table.ts'
import { WatchedNamespaces } from './watched-namespaces.ts'

const NAMESPACES = '/var/run/netns'

/** The namespace is the router agent's to make; until it is there nothing can be filtered in it, and nothing passes. */
export const NO_NAMESPACE = 'its namespace is not there yet'

/** Tables of routers, one in each namespace that filters. They go with their namespaces. */
export function routerFilterKind(): DeviceKind<RouterFilterState> {
  const watched = new WatchedNamespaces((namespace, gone) =>
    watchTables(namespace, {
      isOurs: (table) => table === `inet ${TABLE}`,
      // Each transaction of ours gives the ruleset another number.
      isOwn: (event) => event.includes(`inet ${TABLE} judge ct mark 0x`),
    })(gone),
  )
  return {
    kind: 'router-filter',
    // After all that a router is made of.
    order: 48,
    key: ({ namespace }) => `router-filter ${namespace}`,
    equal: (wanted, actual) => actual.isBroken !== true && contentOf(wanted) === contentOf(actual),
    parents: () => [],
    device: ({ namespace }) => namespace,
    commands: () => [],
    describe: ({ op, state }) =>
      op === 'remove'
        ? [`nft delete table inet ${TABLE}  # in ${state.namespace}`]
        : tableLines(state, FIRST_GENERATION).map((line) => `nft ${line}  # in ${state.namespace}`),
    read: async (host, scope) => {
      const found = await Promise.all(
        (await namespaces()).filter((name) => scope?.devices?.has(name) ?? true).map((name) => read(host, name)),
      )
      return found.flatMap((table) => (table !== undefined && isOurs(host, table.state) ? [table.state] : []))
    },
    apply: (steps, host) =>
      applyEach(steps, async (step) => {
        if (step.op === 'remove') await remove(host, step.state, watched)
        else await write(host, step.state, watched)
      }),
    watch: (listener: (event: HostEvent) => void) => watched.begin(listener),
  }
}

const contentOf = ({ mark, entering, leaving, policies }: RouterFilterState): string =>
  JSON.stringify([
    mark,
    sorted(entering),
    sorted(leaving),
    sorted(Object.fromEntries(Object.entries(policies).map(([name, rules]) => [name, rules.map(canonicalRule)]))),
  ])

const sorted = (map: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))

const namespaces = async (): Promise<readonly string[]> =>
  (await readdir(NAMESPACES).catch(() => [])).filter((name) => name.startsWith(NAMESPACE_PREFIX))

const isOurs = (host: HostAccess, { mark }: RouterFilterState): boolean => {
  const found = readOwnershipMark(mark)
  return found !== undefined && isMarkOf(found, host.agent)
}

async function read(host: HostAccess, namespace: string): Promise<FoundTable | undefined> {
  // One that has none, and one that goes meanwhile, print nothing.
  const argv = ['nft', '-n', 'list', 'table', 'inet', TABLE] as const
  const printed = await host.run({ argv, netns: namespace }).catch(() => '')
  return printed === '' ? undefined : parseTable(namespace, printed)
}

async function write(host: HostAccess, wanted: RouterFilterState, watched: WatchedNamespaces): Promise<void> {
  const { namespace } = wanted
  if (!isNamespace(`${NAMESPACES}/${namespace}`)) throw new Error(`${namespace}: ${NO_NAMESPACE}`)
  const found = await read(host, namespace)
  const isSound = found !== undefined && found.state.isBroken !== true && found.state.mark === wanted.mark
  // Connections remember the rulesets before: a table that begins anew must not take their number.
  const generation =
    found === undefined ? randomInt(FIRST_GENERATION, LAST_GENERATION) : nextGeneration(found.generation)
  const lines = isSound
    ? changeLines(wanted, found.state, generation)
    : [...(found === undefined ? [] : [`delete table inet ${TABLE}`]), ...tableLines(wanted, generation)]
  await host.run({ argv: ['nft', '-f', '-'], input: `${lines.join('\n')}\n`, netns: namespace })
  watched.add(namespace)
}

async function remove(host: HostAccess, { namespace }: RouterFilterState, watched: WatchedNamespaces): Promise<void> {
  watched.remove(namespace)
  if (!isNamespace(`${NAMESPACES}/${namespace}`) || (await read(host, namespace)) === undefined) return
  await host.run({ argv: ['nft', 'delete', 'table', 'inet', TABLE], netns: namespace })
}
