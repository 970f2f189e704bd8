import type { Step } from '@netloom/core'
import type { Entry } from './entry.ts'
import type { KindTable } from './kind-table.ts'
import { UNWANTED } from './diff.ts'
import { dropImpliedRemovals, orderSteps } from './order-steps.ts'

/** What a turn would do, in order. */
export interface Plan {
  readonly steps: readonly Step[]
  /** Keys that wait for a link that somebody else makes: key → link. */
  readonly waiting: ReadonlyMap<string, string>
  /** Keys that go with their parent, without a step of their own: key → parent's key. */
  readonly implied: ReadonlyMap<string, string>
}

export interface PlanOptions {
  /** Whether a link exists on the host. */
  readonly present: (link: string) => boolean
  /**
   * False while nobody has confirmed what is wanted: what is missing is made, what is there is left as it is. It may be newer
   * than the wish.
   */
  readonly confirmed: boolean
}

/** The steps that the given entries need. Pure. */
export function planEntries(entries: Iterable<Entry>, kinds: KindTable, options: PlanOptions): Plan {
  const steps: Step[] = []
  const waiting = new Map<string, string>()
  for (const entry of entries) {
    const step = stepOf(entry, kinds)
    if (step === undefined || (step.op !== 'create' && !options.confirmed)) continue
    const link = kinds.of(step.state).waitsFor?.(step.state)
    if (step.op !== 'remove' && link !== undefined && !options.present(link)) waiting.set(step.key, link)
    else steps.push(step)
  }
  const { steps: kept, implied } = dropImpliedRemovals(steps, kinds)
  return { steps: orderSteps(kept, kinds), waiting, implied }
}

function stepOf(entry: Entry, kinds: KindTable): Step | undefined {
  const { key, claim, applied } = entry
  const need = entry.need(kinds)
  if (need === 'nothing') return undefined
  if (claim === undefined) return applied && { op: 'remove', key, state: applied, cause: UNWANTED }
  const { state, cause } = claim
  return need === 'replace' && applied !== undefined
    ? { op: 'replace', key, state, actual: applied, cause }
    : { op: 'create', key, state, cause }
}
