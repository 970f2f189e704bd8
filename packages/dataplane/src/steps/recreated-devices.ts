import type { Step } from '@netloom/core'
import type { KindSteps } from './order-steps.ts'

/**
 * Devices that a replacement removes and makes anew: what was on them is gone, though no step says so. Pure.
 */
export function recreatedDevices({ kind, steps }: KindSteps): readonly string[] {
  return steps.flatMap((step: Step) => {
    if (step.op !== 'replace') return []
    try {
      return kind.commands(step).flatMap(({ tool, args }) => {
        const [object, verb, , device] = args
        return tool === 'ip' && object === 'link' && verb === 'del' && device !== undefined ? [device] : []
      })
    } catch {
      return []
    }
  })
}
