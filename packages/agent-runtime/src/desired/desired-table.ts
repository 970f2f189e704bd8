import type { Cause, Desired, DeviceKind, DeviceState, Step, StepResult } from '@netloom/core'
import { UNWANTED } from './diff.ts'
import { driftOf, type Drift } from './drift.ts'
import type { Claim } from './claim.ts'
import { Entry } from './entry.ts'
import { EntryIndex } from './entry-index.ts'
import { KindTable } from './kind-table.ts'
import { planEntries, type Plan, type PlanOptions } from './plan.ts'

/** A step that the host refused. */
export interface FailedStep {
  readonly step: Step
  readonly error: string
}

/** Why a device state exists, or does not. */
export interface Explanation {
  readonly key: string
  readonly status: 'applied' | 'missing' | 'differs' | 'unwanted'
  readonly cause: Cause
  /** View item that asks for it; absent for unwanted ones. */
  readonly unit?: string
  readonly desired?: DeviceState
  readonly actual?: DeviceState
  /** Other view items that ask for the same key. */
  readonly rivals: readonly Claim[]
}

/**
 * What one host must have and has, by key. A unit is one view item; its rendered states come and go together. Every
 * operation costs what it touches, never what the table holds, except a whole `observe` and `plan('all')`.
 * See docs/design/agent-turn.md.
 */
export class DesiredTable {
  private readonly entries = new Map<string, Entry>()
  private readonly units = new Map<string, readonly Entry[]>()
  private readonly unwantedKeys = new Set<string>()
  private readonly kinds: KindTable
  private readonly index: EntryIndex

  constructor(kinds: ReadonlyMap<string, DeviceKind>) {
    this.kinds = new KindTable(kinds)
    this.index = new EntryIndex(this.kinds)
  }

  get size(): number {
    return this.entries.size
  }

  /** The unit now wants exactly these. Returns the keys whose wanted state changed. @throws {Error} on an unknown kind, before any change. */
  set(unit: string, desired: readonly Desired[]): readonly string[] {
    const next = new Map(desired.map((one) => [this.kinds.key(one.state), one]))
    const touched = new Set<string>()
    for (const entry of this.units.get(unit) ?? []) {
      if (!next.has(entry.key))
        this.change(entry, touched, () => {
          entry.withdraw(unit)
        })
    }
    const held: Entry[] = []
    for (const [key, { state, cause }] of next) {
      const entry = this.entry(key)
      held.push(entry)
      this.change(entry, touched, () => {
        entry.stake({ unit, state, cause })
      })
    }
    if (held.length === 0) this.units.delete(unit)
    // A copy: an array that grew by pushing keeps room for a dozen more, in each of tens of thousands of units.
    else this.units.set(unit, held.slice())
    return [...touched]
  }

  drop(unit: string): readonly string[] {
    return this.set(unit, [])
  }

  has(unit: string): boolean {
    return this.units.has(unit)
  }

  /** Under which key a state is known. @throws {Error} on an unknown kind */
  keyOf(state: DeviceState): string {
    return this.kinds.key(state)
  }

  /** Keys that a unit asks for. */
  keysOf(unit: string): readonly string[] {
    return (this.units.get(unit) ?? []).map((entry) => entry.key)
  }

  /** Units that ask for a key, the one that counts first. */
  unitsOf(key: string): readonly string[] {
    const entry = this.entries.get(key)
    return entry?.claim === undefined ? [] : [entry.claim, ...entry.others()].map(({ unit }) => unit)
  }

  /** Keys on the host that nothing asks for. */
  unwanted(): ReadonlySet<string> {
    return this.unwantedKeys
  }

  /** Keys that the host has not as they are wanted. Looks at all. */
  *wrong(): Iterable<string> {
    for (const [key, entry] of this.entries) if (entry.need(this.kinds) !== 'nothing') yield key
  }

  /** Whether the host has this key as it is wanted (an unknown one is as wanted: absent). */
  isRight(key: string): boolean {
    return (this.entries.get(key)?.need(this.kinds) ?? 'nothing') === 'nothing'
  }

  /** Whether the host has something under this key, and not as it is wanted: made in another way, or by an earlier life. */
  differs(key: string): boolean {
    return this.entries.get(key)?.need(this.kinds) === 'replace'
  }

  /**
   * The keys, and guards that the same units ask for and the host lacks: what somebody guards is planned with its guard, or not
   * at all.
   */
  withGuards(keys: Iterable<string>): ReadonlySet<string> {
    const all = new Set(keys)
    for (const entry of this.known(all)) {
      if (entry.claim === undefined || entry.need(this.kinds) === 'nothing') continue
      for (const beside of this.units.get(entry.claim.unit) ?? []) {
        if (beside.claim !== undefined && this.kinds.of(beside.claim.state).guards?.(beside.claim.state) === true)
          all.add(beside.key)
      }
    }
    return all
  }

  /** What the given keys need. Unknown keys need nothing. */
  plan(keys: Iterable<string> | 'all', options: PlanOptions): Plan {
    return planEntries(keys === 'all' ? this.entries.values() : this.known(keys), this.kinds, options)
  }

  /** Takes the results of a plan's steps. What failed is returned and still needed. */
  settle(plan: Plan, results: readonly StepResult[]): readonly FailedStep[] {
    const failed: FailedStep[] = []
    const gone = new Set<string>()
    plan.steps.forEach((step, position) => {
      const error = results[position] === undefined ? 'the host gave no result' : results[position].error
      if (error !== undefined) failed.push({ step, error })
      else {
        if (step.op === 'remove') gone.add(step.key)
        this.store(this.entry(step.key), step.op === 'remove' ? undefined : step.state, false)
      }
    })
    for (const [key, parent] of plan.implied) {
      const entry = this.entries.get(key)
      if (entry !== undefined && gone.has(parent)) this.store(entry, undefined, false)
    }
    return failed
  }

  /** A link is gone, and with it all that lived on it. Returns the keys that are wanted back. */
  forget(device: string): readonly string[] {
    const lost = new Set(this.index.portOfDevice(device))
    for (const entry of [...lost]) {
      for (const child of this.index.childrenOf(entry.key)) lost.add(child)
    }
    for (const entry of lost) this.store(entry, undefined, false)
    return [...lost].filter((entry) => entry.claim !== undefined).map((entry) => entry.key)
  }

  /** The host was read: all of it, or the links in `scope`. Returns what is not as we had made it, and the keys that need work. */
  observe(
    actual: readonly DeviceState[],
    scope?: ReadonlySet<string>,
  ): { readonly drift: Drift; readonly keys: readonly string[] } {
    const seen = new Map(actual.map((state) => [this.kinds.key(state), state]))
    const affected = new Set(scope === undefined ? this.entries.values() : this.within(scope))
    for (const [key, state] of seen) {
      if (scope === undefined || scope.has(this.kinds.device(state))) affected.add(this.entry(key))
    }
    const before = new Map([...affected].map((entry) => [entry, { need: entry.need(this.kinds) }]))
    for (const entry of affected) {
      this.index.update(entry, () => {
        entry.see(seen.get(entry.key), this.kinds)
      })
      this.tidy(entry)
    }
    const keys = [...affected].filter((entry) => entry.need(this.kinds) !== 'nothing').map((entry) => entry.key)
    return { drift: driftOf(before, this.kinds), keys }
  }

  /** What a whole read of the host differs in from what it is believed to be. Remembers nothing of the read. */
  compare(actual: readonly DeviceState[]): Drift {
    const seen = new Map(actual.map((state) => [this.kinds.key(state), state]))
    const strangers = [...seen.keys()].filter((key) => !this.entries.has(key)).map((key) => new Entry(key))
    const all = [...this.entries.values(), ...strangers]
    const beliefs = new Map(all.map((entry) => [entry, { need: entry.need(this.kinds) }]))
    const before = all.map(({ applied, observed }) => ({ applied, observed }))
    for (const entry of all) entry.see(seen.get(entry.key), this.kinds)
    const drift = driftOf(beliefs, this.kinds)
    for (const [index, entry] of all.entries()) Object.assign(entry, before[index])
    return drift
  }

  /** Link that the state behind a key lives on. */
  deviceOf(key: string): string | undefined {
    const state = this.entries.get(key)?.state
    return state && this.kinds.device(state)
  }

  /** Whether something on this link waits for somebody else to make the link. */
  isForeign(device: string): boolean {
    return [...this.index.portOfDevice(device)].some(
      ({ state }) => state !== undefined && this.kinds.of(state).waitsFor?.(state) === device,
    )
  }

  /** The link itself and the links whose states go with what lives on it. */
  devicesWith(device: string): ReadonlySet<string> {
    const devices = new Set([device])
    for (const { key } of this.index.portOfDevice(device)) {
      for (const child of this.index.childrenOf(key))
        if (child.state !== undefined) devices.add(this.kinds.device(child.state))
    }
    return devices
  }

  /** Keys on a link. */
  keysOn(device: string): readonly string[] {
    return [...this.index.portOfDevice(device)].map((entry) => entry.key)
  }

  explain(key: string): Explanation | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    const { claim, applied } = entry
    const status = ({ nothing: 'applied', create: 'missing', replace: 'differs', remove: 'unwanted' } as const)[
      entry.need(this.kinds)
    ]
    return {
      key,
      status,
      cause: claim?.cause ?? UNWANTED,
      rivals: entry.others(),
      ...(claim && { unit: claim.unit, desired: claim.state }),
      ...(applied && { actual: applied }),
    }
  }

  /** Whether two units want different things under this key. */
  isContested(key: string): boolean {
    return this.entries.get(key)?.conflicting ?? false
  }

  keys(): Iterable<string> {
    return this.entries.keys()
  }

  private entry(key: string): Entry {
    const known = this.entries.get(key)
    if (known !== undefined) return known
    const made = new Entry(key)
    this.entries.set(key, made)
    return made
  }

  private *known(keys: Iterable<string>): Iterable<Entry> {
    for (const key of new Set(keys)) {
      const entry = this.entries.get(key)
      if (entry !== undefined) yield entry
    }
  }

  private *within(scope: ReadonlySet<string>): Iterable<Entry> {
    for (const device of scope) yield* this.index.portOfDevice(device)
  }

  private change(entry: Entry, touched: Set<string>, work: () => void): void {
    const before = entry.claim?.state
    this.index.update(entry, work)
    if (!entry.asWanted(before)) touched.add(entry.key)
    this.tidy(entry)
  }

  private store(entry: Entry, applied: DeviceState | undefined, observed: boolean): void {
    this.index.update(entry, () => {
      entry.applied = applied
      entry.observed = observed
    })
    this.tidy(entry)
  }

  private tidy(entry: Entry): void {
    if (entry.claim === undefined && entry.applied !== undefined) this.unwantedKeys.add(entry.key)
    else this.unwantedKeys.delete(entry.key)
    if (entry.state === undefined) this.entries.delete(entry.key)
  }
}
