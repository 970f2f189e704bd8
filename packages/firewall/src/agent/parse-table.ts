import { readOwnershipMark } from '@netloom/core'
import type { RouterFilterState } from '../render/filter-state.ts'
import { canonicalRule } from './canonical-rule.ts'
import { FIRST_GENERATION, HOOK_LINE, baseChains } from './filter-table.ts'

/** A table as it was found, with the number of its ruleset. */
export interface FoundTable {
  readonly state: RouterFilterState
  readonly generation: number
}

/** Reads what `nft -n list table` printed. Undefined = it bears no mark of ours. Pure. */
export function parseTable(namespace: string, printed: string): FoundTable | undefined {
  const { chains, maps, comment, hook } = blocksOf(printed)
  if (readOwnershipMark(comment) === undefined) return undefined
  const rules = (name: string): readonly string[] => chains.get(name) ?? []
  const mark = /^ct mark 0x([0-9a-f]{4})0000\/16 accept$/.exec(rules('judge')[1] ?? '')?.[1]
  const generation = mark === undefined ? FIRST_GENERATION : Number.parseInt(mark, 16)
  const base = baseChains(generation)
  const entering = verdictsOf(maps.get('entering'))
  const leaving = verdictsOf(maps.get('leaving'))
  const isSound =
    hook === HOOK_LINE &&
    Object.entries(base).every(([name, wanted]) => rules(name).join('\n') === wanted.join('\n')) &&
    sameNames(maps.get('guarded') ?? [], Object.keys(entering)) &&
    sameNames(Object.keys(leaving), Object.keys(entering)) &&
    [...chains.keys()].every((name) => name in base || name.startsWith('policy-'))
  const policies = [...chains].filter(([name]) => name.startsWith('policy-')).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    generation,
    state: {
      kind: 'router-filter',
      namespace,
      mark: comment ?? '',
      entering,
      leaving,
      policies: Object.fromEntries(policies.map(([name, lines]) => [name, lines.map(canonicalRule)])),
      ...(!isSound && { isBroken: true }),
    },
  }
}

interface Blocks {
  readonly chains: ReadonlyMap<string, readonly string[]>
  readonly maps: ReadonlyMap<string, readonly string[]>
  readonly comment?: string
  readonly hook?: string
}

function blocksOf(printed: string): Blocks {
  const chains = new Map<string, string[]>()
  const maps = new Map<string, readonly string[]>()
  let [comment, hook, open, elements]: (string | undefined)[] = []
  let rules: string[] | undefined
  for (const line of printed.split('\n').map((one) => one.trim())) {
    if (elements !== undefined || line.startsWith('elements = {')) {
      elements = `${elements ?? ''} ${line.replace('elements = {', '')}`
      if (!line.endsWith('}')) continue
      maps.set(
        open ?? '',
        elements
          .slice(0, -1)
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      )
      elements = undefined
      continue
    }
    const [, what, name = ''] = /^(set|map|chain) (\S+) \{$/.exec(line) ?? []
    if (what === 'chain') chains.set(name, (rules = []))
    else if (what !== undefined) maps.set((open = name), [])
    else if (line === '}') rules = undefined
    else if (rules === undefined || line === '') continue
    else if (line.startsWith('type ')) hook = line
    else if (line.startsWith('comment "')) comment = line.slice(9, -1)
    else rules.push(line)
  }
  return { chains, maps, ...(comment !== undefined && { comment }), ...(hook !== undefined && { hook }) }
}

const verdictsOf = (elements: readonly string[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(
    elements
      .map((element) => /^"([^"]+)" : (.+)$/.exec(element))
      .flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const]))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const sameNames = (a: readonly string[], b: readonly string[]): boolean => {
  const plain = (names: readonly string[]): string =>
    names
      .map((name) => name.replaceAll('"', ''))
      .sort()
      .join()
  return plain(a) === plain(b)
}
