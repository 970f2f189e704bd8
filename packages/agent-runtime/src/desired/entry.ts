import { type DeviceState, sameState } from '@netloom/core'
import type { Claim } from './claim.ts'
import type { KindTable } from './kind-table.ts'
import { Rivals } from './rivals.ts'

/** All that is known of one key. Gone when nobody wants it and the host does not have it. */
export class Entry {
  /** The wish that counts: that of the unit whose name sorts first, so that order of arrival does not matter. */
  claim: Claim | undefined = undefined
  /** Wishes of other units for the same key; the next one counts when the first is dropped. */
  private rivals: Rivals | undefined = undefined
  /** What the host has: as we made it (then it is the wished state itself) or as it was read. */
  applied: DeviceState | undefined = undefined
  /** `applied` was read and may lack fields that the kernel does not report. */
  observed = false

  constructor(readonly key: string) {}

  /** The state by which the entry is found: what is wanted, else what is there. */
  get state(): DeviceState | undefined {
    return this.claim?.state ?? this.applied
  }

  get conflicting(): boolean {
    for (const rival of this.rivals?.values() ?? []) if (!sameState(rival.state, this.claim?.state)) return true
    return false
  }

  /** Wishes of other units, by unit. Costs what there are: for people, and for what they must be warned of. */
  others(): readonly Claim[] {
    return [...(this.rivals?.values() ?? [])].sort((a, b) => (a.unit < b.unit ? -1 : 1))
  }

  /** Whether the wish is still `state` as before. */
  asWanted(state: DeviceState | undefined): boolean {
    return sameState(this.claim?.state, state)
  }

  stake(claim: Claim): void {
    const own = { ...claim, state: this.shared(claim.state) }
    if (this.claim === undefined || this.claim.unit === claim.unit) this.claim = own
    else if (claim.unit < this.claim.unit) {
      this.wait(this.claim)
      this.rivals?.delete(own.unit)
      this.claim = own
    } else this.wait(own)
  }

  withdraw(unit: string): void {
    if (this.claim?.unit === unit) this.claim = this.rivals?.next()
    else this.rivals?.delete(unit)
    if (this.rivals?.size === 0) this.rivals = undefined
  }

  /** What is left to do. */
  need(kinds: KindTable): 'nothing' | 'create' | 'replace' | 'remove' {
    if (this.claim === undefined) return this.applied === undefined ? 'nothing' : 'remove'
    if (this.applied === undefined) return 'create'
    const right = this.observed
      ? kinds.equal(this.claim.state, this.applied)
      : sameState(this.claim.state, this.applied)
    return right ? 'nothing' : 'replace'
  }

  /** The host was read: it has `actual` here, or nothing. Keeps one object where the read agrees with the wish. */
  see(actual: DeviceState | undefined, kinds: KindTable): void {
    const agrees = actual !== undefined && this.claim !== undefined && kinds.equal(this.claim.state, actual)
    // A wish that changed since it was applied must not pass for done because the kernel hides the field that differs.
    const stale = !this.observed && this.applied !== undefined && !sameState(this.applied, this.claim?.state)
    if (agrees && stale) return
    this.applied = agrees ? this.claim?.state : actual
    this.observed = actual !== undefined && !agrees
  }

  /** One object for equal states: what was applied is then the wish itself, held once, and rivals compare at once. */
  private shared(state: DeviceState): DeviceState {
    if (!this.observed && this.applied !== undefined && sameState(state, this.applied)) return this.applied
    return this.claim !== undefined && sameState(state, this.claim.state) ? this.claim.state : state
  }

  private wait(claim: Claim): void {
    this.rivals ??= new Rivals()
    this.rivals.put(claim)
  }
}
