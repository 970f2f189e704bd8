import type { Cause, Desired, DeviceKind, DeviceState, Step } from '@netloom/core'
import { KindTable } from './kind-table.ts'
import { dropImpliedRemovals, orderSteps } from './order-steps.ts'

/** Why something is removed: nothing in the view asks for it. */
export const UNWANTED: Cause = { object: 'host', revision: 0, rule: 'nothing asks for it any more' }

/** Steps that turn `actual` into `desired`, in order. Of two wishes for one key the first counts. Pure. */
export function diff(
  desired: readonly Desired[],
  actual: readonly DeviceState[],
  kinds: ReadonlyMap<string, DeviceKind>,
): readonly Step[] {
  const table = new KindTable(kinds)
  const present = new Map(actual.map((state) => [table.key(state), state]))
  const wanted = new Set<string>()
  const steps: Step[] = []
  for (const { state, cause } of desired) {
    const key = table.key(state)
    if (wanted.has(key)) continue
    wanted.add(key)
    const current = present.get(key)
    if (current === undefined) steps.push({ op: 'create', key, state, cause })
    else if (!table.equal(state, current)) steps.push({ op: 'replace', key, state, actual: current, cause })
  }
  for (const [key, state] of present) {
    if (!wanted.has(key)) steps.push({ op: 'remove', key, state, cause: UNWANTED })
  }
  return orderSteps(dropImpliedRemovals(steps, table).steps, table)
}
