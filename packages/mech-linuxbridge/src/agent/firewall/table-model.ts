import { ownershipMark } from '@netloom/core'
import { ElementLedger } from './element-ledger.ts'
import type { BridgeGuardState, GroupAddressState, GroupRuleState, PortFilter, PortGuardState } from './guard-state.ts'
import { guardKey } from './guard-state.ts'
import { Ledger } from './ledger.ts'
import { maximalPrefixes } from './maximal-prefixes.ts'
import { hexMark, plainAddress } from './nft-words.ts'
import { setsOf } from './rule-matches.ts'
import { addressSet, classChain, classHash, classKey, freeNumber, groupChain, prefixSet } from './table-names.ts'

export type Family = 'bridge' | 'inet'

export interface ClassEntry {
  readonly mark: number
  readonly groupIds: readonly string[]
  readonly stateful: boolean
  readonly count: number
}

export interface ChainEntry {
  readonly rules: readonly GroupRuleState[]
  /** Classes that lead here. */
  readonly users: number
}

const MARKS = [0x1_0000, 0x7fff_ffff] as const
const ZONES = [4_097, 65_535] as const
/** What the two tables of an agent hold, and what states of the host that comes from. Knows nothing of a kernel. */
export class TableModel {
  readonly states: Ledger<BridgeGuardState> = new Ledger<BridgeGuardState>()
  readonly elements: ElementLedger = new ElementLedger()
  readonly classes: Ledger<ClassEntry> = new Ledger<ClassEntry>()
  readonly zones: Ledger<number> = new Ledger<number>()
  readonly chains: Ledger<ChainEntry> = new Ledger<ChainEntry>()
  /** Sets of addresses: how many rules look into each. */
  readonly sets: Ledger<number> = new Ledger<number>()
  /** All prefixes of a set; only those are in the kernel that no other one covers. */
  readonly prefixes: Ledger<ReadonlySet<string>> = new Ledger<ReadonlySet<string>>()
  private readonly sizes = new Ledger<number>()

  constructor(private readonly agent: string | undefined) {}

  /** Something that the table of groups is for. */
  get hasGroups(): boolean {
    return this.classes.all().size + this.chains.all().size + this.sets.all().size > 0
  }

  private get ledgers(): readonly Ledger<unknown>[] {
    return [this.states, this.classes, this.zones, this.chains, this.sets, this.prefixes, this.sizes]
  }

  /** The zone of a bridge, of one that is about to go, too. */
  zoneOf(bridge: string): number | undefined {
    return this.zones.get(bridge) ?? this.zones.before(bridge)
  }

  settle(): void {
    this.elements.settle()
    for (const ledger of this.ledgers) ledger.settle()
  }

  undo(): void {
    this.elements.undo()
    for (const ledger of this.ledgers) ledger.undo()
  }

  /** Puts the state in the place of the one that has its key. */
  put(state: BridgeGuardState): void {
    const key = guardKey(state)
    const before = this.states.get(key)
    this.states.set(key, state)
    // What both want stays as it is: first the new one.
    if (state.part === 'port') this.port(state, 1)
    else if (state.part === 'rule') this.rule(state, 1)
    else this.address(state, true)
    if (before !== undefined && before.part !== 'address') this.release(before)
  }

  remove(state: BridgeGuardState): void {
    const key = guardKey(state)
    const before = this.states.get(key)
    this.states.set(key, undefined)
    if (before !== undefined) this.release(before)
  }

  private release(state: BridgeGuardState): void {
    if (state.part === 'port') this.port(state, -1)
    else if (state.part === 'rule') this.rule(state, -1)
    else this.address(state, false)
  }

  private port({ device, owner, macs, elements, filter }: PortGuardState, step: 1 | -1): void {
    const name = `"${device}"`
    this.element('bridge', 'ports', name, `${name} comment "${ownershipMark(this.agent, owner)}"`, step)
    for (const [set, element] of elements) this.element('bridge', set, element, element, step)
    if (filter !== undefined) this.filter(name, macs, filter, step)
  }

  private filter(name: string, macs: readonly string[], filter: PortFilter, step: 1 | -1): void {
    const { bridge, stateful } = filter
    const mark = this.class(filter, step)
    this.element('bridge', 'filtered', name, `${name} comment "${bridge}"`, step)
    this.element('bridge', 'classes', name, `${name} : ${hexMark(mark)}`, step)
    const zone = this.zones.get(bridge) ?? freeNumber(bridge, ZONES, new Set(this.zones.all().values()))
    const count = this.element('inet', 'zones', `"${bridge}"`, `"${bridge}" : ${String(zone)}`, step)
    this.zones.set(bridge, count === 0 ? undefined : zone)
    if (!stateful) return
    for (const mac of macs) {
      const element = `"${bridge}" . ${mac}`
      this.element('inet', 'tracked', element, element, step)
    }
  }

  private takenMarks(): ReadonlySet<number> {
    return new Set([...this.classes.all().values()].map(({ mark }) => mark))
  }

  /** Returns the mark of the class. */
  private class({ groupIds, stateful }: PortFilter, step: 1 | -1): number {
    const key = classKey(groupIds, stateful)
    const known = this.classes.get(key)
    const mark = known?.mark ?? freeNumber(`${this.agent ?? ''} ${key}`, MARKS, this.takenMarks())
    const count = (known?.count ?? 0) + step
    this.classes.set(key, count === 0 ? undefined : { mark, groupIds, stateful, count })
    if (step === 1 ? count > 1 : count > 0) return mark
    const [word, hash] = [hexMark(mark), classHash(key)]
    this.element('bridge', 'marks', word, word, step)
    if (!stateful) this.element('inet', 'stateless', word, word, step)
    for (const direction of ['ingress', 'egress'] as const) {
      this.element('inet', direction, word, `${word} : jump ${classChain(direction, hash)}`, step)
      for (const group of groupIds) this.chain(groupChain(direction, group), (rules) => rules, step)
    }
    return mark
  }

  private rule(state: GroupRuleState, step: 1 | -1): void {
    this.chain(groupChain(state.direction, state.group), (rules) =>
      step === 1 ? [...rules, state] : rules.filter((one) => one !== state),
    )
    for (const set of setsOf(state.matches)) {
      const users = (this.sets.get(set) ?? 0) + step
      this.sets.set(set, users > 0 || this.isFilled(set) ? users : undefined)
    }
  }

  private chain(name: string, change: (rules: ChainEntry['rules']) => ChainEntry['rules'], step: -1 | 0 | 1 = 0): void {
    const { rules, users } = this.chains.get(name) ?? { rules: [], users: 0 }
    const next = { rules: change(rules), users: users + step }
    this.chains.set(name, next.rules.length === 0 && next.users === 0 ? undefined : next)
  }

  private address({ group, address }: GroupAddressState, isThere: boolean): void {
    const plain = plainAddress(address)
    if (plain === undefined) return
    const { family, text } = plain
    const isPrefix = text.includes('/')
    const set = isPrefix ? prefixSet(family, group) : addressSet(family, group)
    if (isPrefix) this.prefix(set, text, isThere)
    else this.present('inet', set, text, isThere)
    const users = this.sets.get(set) ?? 0
    this.sets.set(set, users > 0 || this.isFilled(set) ? users : undefined)
  }

  private prefix(set: string, text: string, isThere: boolean): void {
    const before = this.prefixes.get(set) ?? new Set()
    const after = new Set(before)
    if (isThere) after.add(text)
    else after.delete(text)
    this.prefixes.set(set, after.size === 0 ? undefined : after)
    const [old, now] = [maximalPrefixes(before), maximalPrefixes(after)]
    const family = text.includes(':') ? ' . 10' : ' . 2'
    for (const one of old) if (!now.has(one)) this.present('inet', set, one + family, false)
    for (const one of now) this.present('inet', set, one + family, true)
  }

  private isFilled(set: string): boolean {
    return (this.sizes.get(set) ?? 0) > 0
  }

  private present(family: Family, set: string, key: string, isThere: boolean): void {
    const elements = this.elements.of(`${family} ${set}`)
    if ((elements.get(key) !== undefined) === isThere) return
    elements.set(key, isThere ? { count: 1, text: key } : undefined)
    this.sizes.set(set, (this.sizes.get(set) ?? 0) + (isThere ? 1 : -1))
  }

  /** Returns how many want it now. */
  private element(family: Family, set: string, key: string, text: string, step: 1 | -1): number {
    const elements = this.elements.of(`${family} ${set}`)
    const known = elements.get(key)
    const count = (known?.count ?? 0) + step
    // The newest wish counts: a device that changes its class has one mark.
    const written = step === 1 ? text : (known?.text ?? text)
    elements.set(key, count <= 0 ? undefined : { count, text: written })
    return Math.max(count, 0)
  }
}
