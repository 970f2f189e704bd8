import type { Rendered, TraceHop } from '@netloom/core'
import type { TraceContext } from './trace-context.ts'

/** The device states of a hop, and what keeps them from being there. */
export function inForce(
  rendered: readonly Rendered[],
  { table, failure }: TraceContext,
): Pick<TraceHop, 'keys' | 'problem'> {
  const keys = [...new Set(rendered.map(({ state }) => table.keyOf(state)))]
  const missing = keys.find((key) => !table.isRight(key))
  return {
    keys,
    ...(missing !== undefined && {
      problem: `${missing} is not as wanted: ${failure(missing) ?? 'the host has not been changed yet'}`,
    }),
  }
}
