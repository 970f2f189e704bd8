import type { Step } from '@netloom/core'
import type { KindTable } from './kind-table.ts'

const byKey = (a: Step, b: Step): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/**
 * Removals from high order to low, then the rest from low to high; ties by key, so that the same work makes the same plan
 * whatever the order in which it became known.
 */
export function orderSteps(steps: readonly Step[], kinds: KindTable): readonly Step[] {
  const order = new Map(steps.map((step) => [step, kinds.of(step.state).order]))
  const rank = (step: Step): number => order.get(step) ?? 0
  const removals = steps.filter((step) => step.op === 'remove').sort((a, b) => rank(b) - rank(a) || byKey(a, b))
  const others = steps.filter((step) => step.op !== 'remove').sort((a, b) => rank(a) - rank(b) || byKey(a, b))
  return [...removals, ...others]
}

/** Splits off the removals that another removal of the same plan takes along. `implied`: key → the parent that does it. */
export function dropImpliedRemovals(
  steps: readonly Step[],
  kinds: KindTable,
): { readonly steps: readonly Step[]; readonly implied: ReadonlyMap<string, string> } {
  const removed = new Set(steps.filter((step) => step.op === 'remove').map((step) => step.key))
  const implied = new Map<string, string>()
  for (const step of steps) {
    if (step.op !== 'remove') continue
    const parent = kinds.parents(step.state).find((key) => removed.has(key))
    if (parent !== undefined) implied.set(step.key, parent)
  }
  return { steps: steps.filter((step) => !implied.has(step.key) || step.op !== 'remove'), implied }
}
