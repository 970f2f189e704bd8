import type { RouterFilterState } from '../render/filter-state.ts'
import { canonicalRule } from './canonical-rule.ts'
import { TABLE } from '../render/names.ts'

/**
 * Bits of a connection's mark that say which ruleset has judged it. A connection with another number is judged again by its next
 * packet, from whichever side: what is allowed goes on, what is not is cut, and nobody has to look for it.
 */
const MASK = 0xffff_0000
const REST = 0x0000_ffff

export const FIRST_GENERATION = 1
export const LAST_GENERATION = 0xffff
export const nextGeneration = (generation: number): number =>
  generation >= LAST_GENERATION ? FIRST_GENERATION : generation + 1

const hex = (number: number): string => `0x${(number >>> 0).toString(16).padStart(8, '0')}`
const markOf = (generation: number): number => (generation << 16) >>> 0

/** Rules of the chains that all such tables have, as `nft -n` prints them. */
export function baseChains(generation: number): Readonly<Record<string, readonly string[]>> {
  const mark = markOf(generation)
  const passed = `ct mark set ct mark & ${hex((mark | REST) >>> 0)} | ${hex(mark)} accept`
  return {
    replies: ['iifname vmap @entering', 'oifname vmap @leaving', passed],
    judge: [
      'ct state 0x1 drop',
      `ct mark ${hex(mark)}/16 accept`,
      'ct state 0x4 accept',
      // Expected by a helper: what belongs to a connection that was allowed.
      'ct status 0x1 accept',
      'ct direction 1 goto replies',
      'iifname vmap @leaving',
      'oifname vmap @entering',
      passed,
    ],
    forward: ['iifname @guarded goto judge', 'oifname @guarded goto judge'],
  }
}

/** The same in words that nftables reads. */
const readable = (rule: string): string =>
  rule.replace(/^ct mark (0x[0-9a-f]{8})\/16 /, `ct mark & ${hex(MASK)} == $1 `)

const HOOK = 'type filter hook forward priority 0; policy accept;'
export const HOOK_LINE: string = HOOK

/** Makes the table from nothing. Pure. */
export function tableLines(state: RouterFilterState, generation: number): readonly string[] {
  const base = baseChains(generation)
  return [
    `add table inet ${TABLE}`,
    `add set inet ${TABLE} guarded { type ifname; }`,
    ...['entering', 'leaving'].map((map) => `add map inet ${TABLE} ${map} { type ifname : verdict; }`),
    ...Object.keys(state.policies).map((chain) => `add chain inet ${TABLE} ${chain}`),
    `add chain inet ${TABLE} replies`,
    `add chain inet ${TABLE} judge`,
    `add chain inet ${TABLE} forward { ${HOOK} comment "${state.mark}"; }`,
    ...Object.entries({ ...state.policies, ...base }).flatMap(([chain, rules]) =>
      rules.map((rule) => `add rule inet ${TABLE} ${chain} ${readable(rule)}`),
    ),
    ...elementLines('add', 'guarded', Object.keys(state.entering)),
    ...elementLines('add', 'entering', entries(state.entering)),
    ...elementLines('add', 'leaving', entries(state.leaving)),
  ]
}

/** Changes a table that is sound in place: what stays as it is is not touched, and all is one transaction. Pure. */
export function changeLines(
  wanted: RouterFilterState,
  actual: RouterFilterState,
  generation: number,
): readonly string[] {
  const chains = Object.entries(wanted.policies)
  const changed = chains.filter(
    ([name, rules]) => actual.policies[name]?.join('\n') !== rules.map(canonicalRule).join('\n'),
  )
  const gone = Object.keys(actual.policies).filter((name) => wanted.policies[name] === undefined)
  const base = baseChains(generation)
  return [
    ...changed.flatMap(([name, rules]) => [
      `add chain inet ${TABLE} ${name}`,
      `flush chain inet ${TABLE} ${name}`,
      ...rules.map((rule) => `add rule inet ${TABLE} ${name} ${rule}`),
    ]),
    ...(['entering', 'leaving'] as const).flatMap((map) => [
      ...elementLines('delete', map, without(actual[map], wanted[map])),
      ...elementLines(
        'add',
        map,
        entries(wanted[map]).filter((entry) => !entries(actual[map]).includes(entry)),
      ),
    ]),
    ...elementLines(
      'delete',
      'guarded',
      Object.keys(actual.entering).filter((one) => !(one in wanted.entering)),
    ),
    ...elementLines(
      'add',
      'guarded',
      Object.keys(wanted.entering).filter((one) => !(one in actual.entering)),
    ),
    ...gone.flatMap((name) => [`flush chain inet ${TABLE} ${name}`, `delete chain inet ${TABLE} ${name}`]),
    ...['judge', 'replies'].flatMap((name) => [
      `flush chain inet ${TABLE} ${name}`,
      ...(base[name] ?? []).map((rule) => `add rule inet ${TABLE} ${name} ${readable(rule)}`),
    ]),
  ]
}

type Verdicts = Readonly<Record<string, string>>

const entries = (map: Verdicts): readonly string[] =>
  Object.entries(map).map(([device, verdict]) => `"${device}" : ${verdict}`)

/** Devices that are in another map no more, or with another verdict: an element is never changed. */
const without = (before: Verdicts, after: Verdicts): readonly string[] =>
  Object.keys(before)
    .filter((device) => before[device] !== after[device])
    .map((device) => `"${device}"`)

function elementLines(verb: 'add' | 'delete', set: string, elements: readonly string[]): readonly string[] {
  if (elements.length === 0) return []
  const quoted = elements.map((one) => (one.startsWith('"') ? one : `"${one}"`))
  return [`${verb} element inet ${TABLE} ${set} { ${quoted.join(', ')} }`]
}
