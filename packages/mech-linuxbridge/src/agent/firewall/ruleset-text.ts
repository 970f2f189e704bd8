import { isCurrentMark, isMarkOf, ownershipMark, readOwnershipMark } from '@netloom/core'
import { REASONS, counterName, type BridgeGuardState } from './guard-state.ts'

export const TABLE = 'bridge netloom'
const BASE = 'guard'
const MAP = 'ports'

/** What all guards stand on. Frames of a device that is in the map go through the chain of its name. */
export const baseLines = (): readonly string[] => [
  `add table ${TABLE}`,
  `add map ${TABLE} ${MAP} { type ifname : verdict; }`,
  `add chain ${TABLE} ${BASE} { type filter hook prerouting priority -300; policy accept; }`,
  `flush chain ${TABLE} ${BASE}`,
  `add rule ${TABLE} ${BASE} iifname vmap @${MAP}`,
]

/** Makes or replaces the guard of one device; the rest of the ruleset is not touched. */
export const guardLines = ({ device, owner, rules }: BridgeGuardState, agent?: string): readonly string[] => [
  ...REASONS.map((reason) => `add counter ${TABLE} ${counterName(device, reason)}`),
  `add chain ${TABLE} ${device} { comment "${ownershipMark(agent, owner)}"; }`,
  `flush chain ${TABLE} ${device}`,
  ...rules.map((rule) => `add rule ${TABLE} ${device} ${rule}`),
  `add element ${TABLE} ${MAP} { "${device}" : jump ${device} }`,
]

/** Harmless when parts of it are gone: what is to be deleted is made first. */
export const removalLines = ({ device }: BridgeGuardState): readonly string[] => [
  ...REASONS.map((reason) => `add counter ${TABLE} ${counterName(device, reason)}`),
  `add chain ${TABLE} ${device}`,
  `add element ${TABLE} ${MAP} { "${device}" : jump ${device} }`,
  `delete element ${TABLE} ${MAP} { "${device}" : jump ${device} }`,
  `flush chain ${TABLE} ${device}`,
  `delete chain ${TABLE} ${device}`,
  ...REASONS.map((reason) => `delete counter ${TABLE} ${counterName(device, reason)}`),
]

/** Guards of this agent in what `nft -s list table bridge netloom` printed; all agents of a host share the table. */
export function parseRuleset(text: string, agent?: string): readonly BridgeGuardState[] {
  const chains = new Map<string, { owner: string; rules: string[] }>()
  let current: { owner: string; rules: string[] } | undefined
  for (const line of text.split('\n').map((one) => one.trim())) {
    const name = /^chain (\S+) \{$/.exec(line)?.[1]
    if (name !== undefined) {
      current = { owner: '', rules: [] }
      chains.set(name, current)
    } else if (line === '}') current = undefined
    else if (line.startsWith('comment "')) {
      if (current !== undefined) current.owner = line.slice(9, -1)
    } else if (line !== '') current?.rules.push(line)
  }
  const isHooked = chains.get(BASE)?.rules.some((rule) => rule === `iifname vmap @${MAP}`) ?? false
  const reached = new Set(
    [...text.matchAll(/"(\S+)" : jump ([^\s,]+)/g)].flatMap(([, from, to]) => (from === to ? [from] : [])),
  )
  chains.delete(BASE)
  return [...chains].flatMap(([device, { owner: comment, rules }]): readonly BridgeGuardState[] => {
    // Versions that named no agent wrote the port alone.
    const mark = readOwnershipMark(comment) ?? { agent: undefined, owner: comment }
    if (!isMarkOf(mark, agent)) return []
    const { owner } = mark
    const reaches = isHooked && reached.has(device)
    const guard: BridgeGuardState = { kind: 'bridge-guard', device, owner, rules, reached: reaches }
    return [isCurrentMark(mark, agent) ? guard : { ...guard, hasOldMark: true }]
  })
}

/** A rule with its sets in one order: the kernel lists them in its own. */
export const canonicalRule = (rule: string): string =>
  rule.replaceAll(/\{ ([^}]*) \}/g, (_, elements: string) => {
    const sorted = elements.split(', ').sort()
    return sorted.length === 1 ? (sorted[0] ?? '') : `{ ${sorted.join(', ')} }`
  })
