import { ownershipMark } from '@netloom/core'
import { BRIDGE_TABLE, GROUP_TABLE, baseLines } from './base-tables.ts'
import { type BridgeGuardState, type GroupRuleState, REASONS } from './guard-state.ts'
import type { Entry } from './ledger.ts'
import type { ElementLedger } from './element-ledger.ts'
import type { ChainEntry, ClassEntry, Family, TableModel } from './table-model.ts'
import { classChain, classHash, groupChain, tableName } from './table-names.ts'

const RULE_COMMENT = 'sg-rule '

export interface TransactionOptions {
  readonly agent: string | undefined
  /** The tables are made anew, with all that the model holds. */
  readonly whole: boolean
  /** Tables that are there. */
  readonly has: Readonly<Record<Family, boolean>>
}

/** The commands of one transaction that make the kernel follow the model. Nothing when nothing changed. Pure. */
export function transactionLines(model: TableModel, { agent, whole, has }: TransactionOptions): readonly string[] {
  const table = tableName(agent)
  const elements = elementLines(table, model.elements, whole)
  const classes = model.classes.changes(whole).filter(isNewOrGone)
  const chains = model.chains.changes(whole)
  const sets = model.sets.changes(whole)
  return [
    ...(whole ? anew(table, agent, has) : []),
    // Its rules make the kernel track connections and put fragments together: only where somebody needs that.
    ...((whole || !has.inet) && model.hasGroups ? baseLines(GROUP_TABLE, table, ownershipMark(agent, 'firewall')) : []),
    ...sets.filter(isNew).map(([name]) => `add set inet ${table} ${name} { ${specOf(name)} }`),
    ...chains.filter(isNew).map(([name]) => `add chain inet ${table} ${name}`),
    ...chains.flatMap((entry) => chainLines(table, entry)),
    ...classes.filter(isNew).flatMap(([key, , after]) => classLines(table, key, after)),
    ...elements.gone,
    ...elements.made,
    ...(whole ? [] : forgottenSpoofs(table, model.states.changes())),
    ...classes.filter(isGone).flatMap(([key]) => gone(table, ...chainsOf(key))),
    ...chains.filter(isGone).flatMap(([name]) => gone(table, name)),
    ...sets.filter(isGone).map(([name]) => `delete set inet ${table} ${name}`),
  ]
}

const isNew = ([, before, after]: Entry<unknown>): boolean => before === undefined && after !== undefined
const isGone = ([, before, after]: Entry<unknown>): boolean => before !== undefined && after === undefined
const isNewOrGone = (entry: Entry<unknown>): boolean => isNew(entry) || isGone(entry)

/** In one transaction: packets meet the old tables or the new ones. */
const anew = (table: string, agent: string | undefined, has: TransactionOptions['has']): readonly string[] => [
  ...(['bridge', 'inet'] as const).flatMap((family) => (has[family] ? [`delete table ${family} ${table}`] : [])),
  ...baseLines(BRIDGE_TABLE, table, ownershipMark(agent, 'firewall')),
]

function specOf(set: string): string {
  const type = set.startsWith('addresses6') || set.startsWith('prefixes6') ? 'ipv6_addr' : 'ipv4_addr'
  return set.startsWith('prefixes') ? `type ${type} . nf_proto; flags interval;` : `type ${type};`
}

const ruleLines = (table: string, chain: string, rules: readonly GroupRuleState[]): readonly string[] =>
  rules.flatMap(({ id, matches }) =>
    matches.map((match) => `add rule inet ${table} ${chain} ${match} accept comment "${RULE_COMMENT}${id}"`),
  )

/** All rules allow, so that their order says nothing: a new one goes to the end, and others are not touched. */
function chainLines(table: string, [name, before, after]: Entry<ChainEntry>): readonly string[] {
  if (after === undefined) return []
  const old = before?.rules ?? []
  if (old.every((rule, at) => rule === after.rules[at])) return ruleLines(table, name, after.rules.slice(old.length))
  return [`flush chain inet ${table} ${name}`, ...ruleLines(table, name, after.rules)]
}

const chainsOf = (key: string): readonly string[] =>
  (['ingress', 'egress'] as const).map((direction) => classChain(direction, classHash(key)))

const gone = (table: string, ...chains: readonly string[]): readonly string[] =>
  chains.flatMap((name) => [`flush chain inet ${table} ${name}`, `delete chain inet ${table} ${name}`])

/** What ports of one class go through, as `nft -n` prints it. */
export function classRules(
  direction: 'ingress' | 'egress',
  groupIds: readonly string[],
  stateful: boolean,
): readonly string[] {
  return [
    ...(stateful ? ['ct state 0x2,0x4 accept'] : []),
    `jump always-${direction}`,
    ...(stateful ? ['ct state 0x1 drop'] : []),
    ...groupIds.map((group) => `jump ${groupChain(direction, group)}`),
    'drop',
  ]
}

function classLines(table: string, key: string, made: ClassEntry | undefined): readonly string[] {
  if (made === undefined) return []
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const chain = classChain(direction, classHash(key))
    return [
      `add chain inet ${table} ${chain}`,
      `flush chain inet ${table} ${chain}`,
      ...classRules(direction, made.groupIds, made.stateful).map((rule) => `add rule inet ${table} ${chain} ${rule}`),
    ]
  })
}

/** Frames counted of ports that are gone. What nobody counted is added first: it cannot be deleted otherwise. */
function forgottenSpoofs(table: string, changes: readonly Entry<BridgeGuardState>[]): readonly string[] {
  const devices = changes.flatMap(([, before, after]) =>
    before?.part === 'port' && after === undefined ? [`"${before.device}"`] : [],
  )
  if (devices.length === 0) return []
  return REASONS.flatMap((reason) =>
    ['add', 'delete'].map((verb) => `${verb} element bridge ${table} spoofs-${reason} { ${devices.join(', ')} }`),
  )
}

/** One command for each set. A changed text (other data) is a deletion and an addition. */
function elementLines(
  table: string,
  elements: ElementLedger,
  whole: boolean,
): { readonly gone: readonly string[]; readonly made: readonly string[] } {
  const gone: string[] = []
  const made: string[] = []
  for (const [name, ledger] of elements.bySet()) {
    const [family = '', set = ''] = name.split(' ')
    const removed: string[] = []
    const added: string[] = []
    for (const [key, before, after] of ledger.changes(whole)) {
      if (before?.text === after?.text) continue
      if (before !== undefined) removed.push(key)
      if (after !== undefined) added.push(after.text)
    }
    const where = `element ${family} ${table} ${set}`
    if (removed.length > 0) gone.push(`delete ${where} { ${removed.join(', ')} }`)
    if (added.length > 0) made.push(`add ${where} { ${added.join(', ')} }`)
  }
  return { gone, made }
}
