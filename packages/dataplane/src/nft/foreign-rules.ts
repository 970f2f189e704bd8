import { runOnce } from '../access/run-once.ts'
import { parseIptables, parseRuleset, type RuleChain, type RuleTable } from './parse-rules.ts'

/** What a chain of somebody else does to packets that a bridge shows it. */
export type ForeignDeed = 'drops' | 'translates' | 'does not track'

/** A chain of somebody else that packets of bridged ports come through, and what may become of them there. */
export interface ForeignChain {
  /** `ip nat` */
  readonly table: string
  readonly chain: string
  readonly hook: string
  readonly deed: ForeignDeed
  /** The policy or the first rule that does it. */
  readonly rule: string
  /** What to do about it. */
  readonly fix: string
}

const DEEDS: readonly (readonly [ForeignDeed, RegExp])[] = [
  ['translates', /\b(?:xt_)?(?:dnat|snat|masquerade|redirect|netmap|tproxy)\b/i],
  ['drops', /\b(?:xt_)?(?:drop|reject)\b/i],
  ['does not track', /\bnotrack\b/i],
]
/** By br_netfilter packets of a bridge come to these of IP, as well. */
const FAMILIES = ['ip', 'ip6', 'inet', 'bridge']
const HOOKS = ['prerouting', 'forward', 'postrouting']
const DEVICE = /\b[io]if(?:name)? (?!!= )(\{[^}]*\}|"[^"]*"|\S+)/g
/** What others may say of our bridges, and of devices of any name that begins like theirs. */
const CONCERNS_US = /^"?(?:brq|tap)|\*/
const PASSES_OURS = /^([io])ifname "brq\*" (?:counter(?: packets \d+ bytes \d+)? )?accept$/
/** Which device of a bridged packet a chain sees: behind its way through the bridge it has come in by none. */
const seenBy = (hook: string | undefined): 'i' | 'o' => (hook === 'postrouting' ? 'o' : 'i')
const ALWAYS_JUMPS = /^(?:counter(?: packets \d+ bytes \d+)? )?(?:jump|goto) \S+$/

/** What of these rules may happen to packets of ports with security groups. Pure. */
export function judgeForeignRules(tables: readonly RuleTable[]): readonly ForeignChain[] {
  return tables
    .filter(({ family, name }) => FAMILIES.includes(family) && !name.startsWith('netloom'))
    .flatMap((table) => [...table.chains.values()].flatMap((chain) => judgeChain(table, chain)))
}

function judgeChain(table: RuleTable, chain: RuleChain): readonly ForeignChain[] {
  if (chain.hook === undefined || !HOOKS.includes(chain.hook)) return []
  const found = new Map<ForeignDeed, string>()
  const way = seenBy(chain.hook)
  const passes = walk(table, chain, { found, way, seen: new Set() })
  if (!passes && chain.policy === 'drop') found.set('drops', 'policy drop')
  const { family, name, tool } = table
  return [...found].map(([deed, rule]) => ({
    ...{ table: `${tool === undefined ? '' : 'legacy '}${family} ${name}`, chain: chain.name, hook: chain.hook ?? '' },
    ...{ deed, rule },
    fix:
      tool === undefined
        ? `nft insert rule ${family} ${name} ${chain.name} ${way}ifname 'brq*' accept`
        : `${tool} -t ${name} -I ${chain.name} -${way} brq+ -j ACCEPT`,
  }))
}

interface Walk {
  readonly found: Map<ForeignDeed, string>
  readonly way: 'i' | 'o'
  readonly seen: Set<string>
}

/** Whether packets of our bridges are let out of the chain before its end. */
function walk(table: RuleTable, { name, rules }: RuleChain, walking: Walk): boolean {
  const { found, way, seen } = walking
  if (seen.has(name)) return false
  seen.add(name)
  for (const rule of rules) {
    if (PASSES_OURS.exec(rule)?.[1] === way) return true
    if (isOfOtherDevices(rule)) continue
    for (const [deed, words] of DEEDS) if (words.test(rule) && !found.has(deed)) found.set(deed, rule)
    for (const [, to = ''] of rule.matchAll(/\b(?:jump|goto) ([^\s,}]+)/g)) {
      const next = table.chains.get(to)
      if (next !== undefined && walk(table, next, walking) && ALWAYS_JUMPS.test(rule)) return true
    }
  }
  return false
}

const isOfOtherDevices = (rule: string): boolean =>
  [...rule.matchAll(DEVICE)].some(([, names = '']) => names !== 'vmap' && !CONCERNS_US.test(names.replace(/^\{ /, '')))

/** Chains of others that packets of ports with security groups come through on a host, or a namespace of it. */
export async function foreignRules(netns?: string): Promise<readonly ForeignChain[]> {
  const run = ([tool = '', ...args]: readonly string[]): Promise<string> =>
    netns === undefined
      ? runOnce(tool, args)
      : runOnce('nsenter', [`--net=/var/run/netns/${netns}`, '--', tool, ...args])
  const quietly = (...command: readonly string[]): Promise<string> => run(command).catch(() => '')
  const legacy = await Promise.all(
    (['', '6'] as const).map(async (version) => {
      const names = await quietly('cat', `/proc/net/ip${version}_tables_names`)
      const tool = `ip${version}tables-legacy`
      return names.trim() === '' ? [] : parseIptables(await quietly(`${tool}-save`), `ip${version}`, tool)
    }),
  )
  // Without elements, and as numbers: nobody is asked for names.
  return judgeForeignRules([...parseRuleset(await quietly('nft', '-n', '-t', 'list', 'ruleset')), ...legacy.flat()])
}

/** For people: what it is, and what it comes to. */
export function describeForeignChain({ table, chain, hook, deed, rule, fix }: ForeignChain): string {
  return `${table} ${chain} (${hook}) ${deed} packets of ports with security groups on Linux bridges: ${rule}; to keep them out of it: ${fix}`
}
