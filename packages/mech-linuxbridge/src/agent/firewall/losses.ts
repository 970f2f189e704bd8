import type { GroupRuleState, PortFilter, PortGuardState } from './guard-state.ts'
import { maximalPrefixes } from './maximal-prefixes.ts'
import { plainAddress } from './nft-words.ts'
import type { TableModel } from './table-model.ts'
import { groupChain } from './table-names.ts'
import { covers, ruleLine, type RuleLine } from './rule-line.ts'

const DIRECTIONS = ['ingress', 'egress'] as const

/** Above this many ports of a class what concerns them is said of the class, or in one list. */
export const MOST_PORTS = 16

/** What ports with state are not allowed any more once the model's changes are made. */
export interface Loss {
  /** Of ports that lost a group: as it was. */
  readonly filter: PortFilter
  readonly ports: readonly PortGuardState[]
  /** Lines of rules that allowed it; nothing that the ports' groups allow covers them. */
  readonly lines: readonly RuleLine[]
  /** The lines hold, for others than this address or prefix. */
  readonly member?: string
}

/** Costs little while things are only added. Pure. */
export function lossesOf(model: TableModel): readonly Loss[] {
  const gone = goneRules(model)
  const left = leftMembers(model)
  const classes = gone.size + left.length === 0 ? [] : classesOf(model)
  return [
    ...classes.flatMap((one) => lostRules(model, one, gone)),
    ...classes.flatMap((one) => lostMembers(model, one, left)),
    ...lostGroups(model),
  ]
}

/** By group: lines of rules that are no more, or say something else. */
function goneRules(model: TableModel): ReadonlyMap<string, readonly RuleLine[]> {
  const gone = new Map<string, RuleLine[]>()
  for (const [, before, after] of model.states.changes()) {
    if (before?.part !== 'rule') continue
    const matches = after?.part === 'rule' ? after.matches : []
    const lines = linesOf([{ ...before, matches: before.matches.filter((match) => !matches.includes(match)) }])
    gone.set(before.group, [...(gone.get(before.group) ?? []), ...lines])
  }
  return gone
}

interface LeftMember {
  readonly set: string
  readonly address: string
}

/** Addresses and prefixes that are not in their sets any more. */
function leftMembers(model: TableModel): readonly LeftMember[] {
  return [...model.elements.bySet()].flatMap(([name, elements]): readonly LeftMember[] => {
    const set = name.slice('inet '.length)
    if (!/^(?:addresses|prefixes)/.test(set)) return []
    return elements.changes().flatMap(([key, , after]) => {
      const address = after === undefined ? plainAddress(key.split(' . ')[0] ?? '')?.text : undefined
      return address === undefined || holds(model, set, address) ? [] : [{ set, address }]
    })
  })
}

/** Nothing ends to be allowed that lies within a prefix that stays. */
function holds(model: TableModel, set: string, address: string): boolean {
  if (model.elements.of(`inet ${set}`).get(address) !== undefined) return true
  const prefixes = model.prefixes.get(set)
  const prefix = address.includes('/') ? address : `${address}/${address.includes(':') ? '128' : '32'}`
  return prefixes !== undefined && !maximalPrefixes(new Set([...prefixes, prefix])).has(prefix)
}

type Class = Pick<Loss, 'filter' | 'ports'>

/** Ports of one bridge with the same groups. */
function classesOf(model: TableModel): readonly Class[] {
  const classes = new Map<string, { readonly filter: PortFilter; readonly ports: PortGuardState[] }>()
  for (const state of model.states.all().values()) {
    if (state.part !== 'port' || state.filter?.stateful !== true) continue
    const key = `${state.filter.bridge} ${state.filter.groupIds.join()}`
    const known = classes.get(key)
    if (known === undefined) classes.set(key, { filter: state.filter, ports: [state] })
    else known.ports.push(state)
  }
  return [...classes.values()]
}

function lostRules(model: TableModel, one: Class, gone: ReadonlyMap<string, readonly RuleLine[]>): readonly Loss[] {
  const before = one.filter.groupIds.flatMap((group) => gone.get(group) ?? [])
  const lines = uncovered(before, model, one.filter)
  return lines.length === 0 ? [] : [{ ...one, lines }]
}

function lostMembers(model: TableModel, one: Class, left: readonly LeftMember[]): readonly Loss[] {
  if (left.length === 0) return []
  const lines = allowedLines(model, one.filter)
  return left.flatMap(({ set, address: member }): readonly Loss[] => {
    const looking = lines.filter((line) => line.set === set)
    if (looking.length === 0) return []
    const others = lines.flatMap((line) =>
      line.set !== undefined && line.set !== set && holds(model, line.set, member)
        ? [{ ...line, remote: '' }]
        : line.remote === ''
          ? [line]
          : [],
    )
    const lost = looking.filter((line) => !others.some((other) => covers(other, line)))
    return lost.length === 0 ? [] : [{ ...one, lines: lost, member }]
  })
}

function lostGroups(model: TableModel): readonly Loss[] {
  return model.states.changes().flatMap(([, before, after]): readonly Loss[] => {
    const now = after?.part === 'port' ? after.filter : undefined
    if (before?.part !== 'port' || before.filter?.stateful !== true || now?.stateful !== true) return []
    const groups = before.filter.groupIds.filter((group) => !now.groupIds.includes(group))
    // Their rules may go at the same time.
    const lines = groups.flatMap((group) =>
      DIRECTIONS.flatMap((direction) => {
        const chain = groupChain(direction, group)
        return linesOf((model.chains.before(chain) ?? model.chains.get(chain))?.rules ?? [])
      }),
    )
    const lost = uncovered(lines, model, now)
    return lost.length === 0 ? [] : [{ filter: before.filter, ports: [before], lines: lost }]
  })
}

function uncovered(lines: readonly RuleLine[], model: TableModel, filter: PortFilter): readonly RuleLine[] {
  if (lines.length === 0) return []
  const allowed = allowedLines(model, filter)
  return lines.filter((line) => !allowed.some((one) => covers(one, line)))
}

const allowedLines = (model: TableModel, { groupIds }: PortFilter): readonly RuleLine[] =>
  groupIds.flatMap((group) =>
    DIRECTIONS.flatMap((direction) => linesOf(model.chains.get(groupChain(direction, group))?.rules ?? [])),
  )

const linesOf = (rules: readonly Pick<GroupRuleState, 'direction' | 'matches'>[]): readonly RuleLine[] =>
  rules.flatMap(({ direction, matches }) => matches.map((match) => ruleLine(direction, match)))
