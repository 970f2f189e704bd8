import type { StepResult } from '@netloom/core'
import type { KindSteps } from './order-steps.ts'

/** Objects (ports) whose guards could not be made: what else they ask for is not made either, or it would be there unguarded. */
export class Unguarded {
  private readonly errors = new Map<string, string>()

  /** Takes out what must not be made. Removals go on. */
  split({ kind, steps }: KindSteps): { readonly part: KindSteps; readonly refused: readonly StepResult[] } {
    if (this.errors.size === 0) return { part: { kind, steps }, refused: [] }
    const errorOf = ({ op, cause }: KindSteps['steps'][number]): string | undefined =>
      op === 'remove' ? undefined : this.errors.get(cause.object)
    const refused = steps.flatMap((step) => {
      const error = errorOf(step)
      return error === undefined ? [] : [{ key: step.key, error: `not made without its guard: ${error}` }]
    })
    return { part: { kind, steps: steps.filter((step) => errorOf(step) === undefined) }, refused }
  }

  note(group: readonly KindSteps[], results: ReadonlyMap<string, StepResult>): void {
    for (const { kind, steps } of group) {
      for (const { op, key, state, cause } of steps) {
        const error = results.get(key)?.error
        if (error !== undefined && op !== 'remove' && kind.guards?.(state) === true)
          this.errors.set(cause.object, error)
      }
    }
  }
}
