import { randomInt } from 'node:crypto'
import { type DeviceKind, type HostAccess, type HostEvent, isMarkOf, readOwnershipMark } from '@netloom/core'
import { isNamespace } from '@netloom/dataplane'
import { applyEach, NamespaceWatch, ServiceNamespaces } from '@netloom/dataplane/service'
import { readdir } from 'node:fs/promises'
import type { RouterFilterState } from '../render/filter-state.ts'
import { NAMESPACE_PREFIX, TABLE } from '../render/names.ts'
import { FIRST_GENERATION, LAST_GENERATION, changeLines, nextGeneration, tableLines } from './filter-table.ts'
import { canonicalRule } from './canonical-rule.ts'
import { parseTable, type FoundTable } from './parse-table.ts'
import { NAMESPACES, watchArrivals } from './namespace-arrivals.ts'

/** The namespace is the router agent's to make; until it is there nothing can be filtered in it, and nothing passes. */
export const NO_NAMESPACE = 'its namespace is not there yet'

/** Nothing of a router is made here: its links are the router agent's. */
const NAMES = { namespaces: { [NAMESPACE_PREFIX]: 'router' }, pairs: {} }

/** Tables of routers, one in each namespace that filters. They go with their namespaces. No process stands behind one. */
export function routerFilterKind(
  watch: NamespaceWatch = new NamespaceWatch(new ServiceNamespaces(NAMES)),
): DeviceKind<RouterFilterState> {
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
      const due = (await namespaces()).filter((name) => scope?.devices?.has(name) ?? true)
      const found = await Promise.all(
        due.map(async (namespace) => {
          // First: what changes from here on is seen.
          await watch.expect(namespace)
          const table = await read(host, namespace)
          if (table !== undefined && isOurs(host, table.state)) return [table.state]
          watch.forget(namespace)
          return []
        }),
      )
      return found.flat()
    },
    apply: (steps, host) =>
      applyEach(steps, async (step) => {
        const { namespace } = step.state
        // What changes now is our own doing.
        watch.forget(namespace)
        if (step.op === 'remove') return remove(host, step.state)
        await write(host, step.state)
        await watch.expect(namespace)
      }),
    watch: (listener: (event: HostEvent) => void) => {
      const stops = [watch.start(listener), watchArrivals(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
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
  try {
    return parseTable(namespace, await host.nft(`list table inet ${TABLE}\n`, { netns: namespace }))
  } catch (error) {
    // It has none, or has gone meanwhile. Whatever else keeps it from being read says nothing about what is there.
    if (/No such file or directory/.test(String(error)) || !isNamespace(`${NAMESPACES}/${namespace}`)) return undefined
    throw error
  }
}

async function write(host: HostAccess, wanted: RouterFilterState): Promise<void> {
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
  await host.nft(`${lines.join('\n')}\n`, { netns: namespace })
}

async function remove(host: HostAccess, { namespace }: RouterFilterState): Promise<void> {
  if (!isNamespace(`${NAMESPACES}/${namespace}`) || (await read(host, namespace)) === undefined) return
  await host.nft(`delete table inet ${TABLE}\n`, { netns: namespace })
}
