import type { DeviceState, Step, StepResult } from '@netloom/core'
import { inTurns } from './in-turns.ts'

/** Steps that are taken at the same time. */
const AT_ONCE = 8

/** Takes steps that do not depend on each other; one whose `take` throws has failed, and keeps none of the others out. */
export async function applyEach<S extends DeviceState>(
  steps: readonly Step<S>[],
  take: (step: Step<S>) => Promise<void>,
): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  await inTurns(AT_ONCE, steps, async (step) => {
    try {
      await take(step)
    } catch (error) {
      errors.set(step.key, error instanceof Error ? error.message : String(error))
    }
  })
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}
