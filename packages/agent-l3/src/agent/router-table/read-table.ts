import type { HostAccess } from '@netloom/core'
import { parseListing, type Listing } from '@netloom/dataplane'
import { ROUTER_MAPS, ROUTER_TABLE } from '../../render/router-maps.ts'
import type {
  RouterChain,
  RouterElement,
  RouterElementsState,
  RouterMap,
  RouterTableState,
} from '../../render/states.ts'

/** What a router's table holds, as the states that it comes from; nothing when there is no table. */
export async function readTable(host: HostAccess, namespace: string): Promise<readonly RouterTableState[]> {
  const listing = await list(host, namespace)
  if (listing === undefined) return []
  return [
    {
      ...{ kind: 'router-table', part: 'rules', namespace, helpers: {} },
      // Without a map nothing is as it should be: it is all said again.
      chains: Object.keys(ROUTER_MAPS).every((map) => listing.sets.has(map)) ? chainsOf(listing) : [],
    },
    ...elementsOf(listing, namespace),
  ]
}

async function list(host: HostAccess, netns: string): Promise<Listing | undefined> {
  try {
    return parseListing(await host.nft(`list table ${ROUTER_TABLE}\n`, { netns }))
  } catch (error) {
    if (/No such file or directory/.test(String(error))) return undefined
    throw error
  }
}

const chainsOf = ({ chains }: Listing): readonly RouterChain[] =>
  [...chains].map(([name, { hook, rules }]) => ({
    ...{ name, ...(hook !== undefined && { hook }) },
    rules: rules.map((rule) => ({ name: / comment "([^"]*)"$/.exec(rule)?.[1] ?? `foreign: ${rule}`, text: '' })),
  }))

/** Elements that bear nobody's name are one thing each, which nothing asks for. */
function elementsOf(listing: Listing, namespace: string): readonly RouterElementsState[] {
  const owners = new Map<string, RouterElement[]>()
  for (const map of Object.keys(ROUTER_MAPS) as readonly RouterMap[]) {
    for (const { key, data = '', comment } of listing.sets.get(map) ?? []) {
      const owner = comment ?? `foreign/${map}:${key.replaceAll(' ', '')}`
      const element = { map, key, value: data }
      const known = owners.get(owner)
      if (known === undefined) owners.set(owner, [element])
      else known.push(element)
    }
  }
  return [...owners].map(([owner, elements]) => ({
    ...{ kind: 'router-table' as const, part: 'elements' as const, namespace, owner, elements },
  }))
}
