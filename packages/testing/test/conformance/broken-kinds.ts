import { brokenKindLeftovers } from './broken-kind-leftovers.ts'
import { brokenKindEffects } from './broken-kind-effects.ts'
import { brokenKindFailures } from './broken-kind-failures.ts'

/** Flaw, which part of the kind has it, and the rule that finds it. */
export const brokenKinds: typeof brokenKindEffects = [
  ...brokenKindEffects,
  ...brokenKindFailures,
  ...brokenKindLeftovers,
]
