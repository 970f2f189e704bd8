import type { HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../host/run-steps.ts'
import { readLink } from './link.ts'
import { vxlanOf } from './read-vxlan.ts'
import { mustRecreate, type VxlanState } from './vxlan-state.ts'
import { vxlanCommands } from './vxlan-commands.ts'

/**
 * A device that bears no mark yet but is just what is wanted is taken over: an agent that dies between making a device and
 * marking it must not stand in its own way.
 */
export async function applyVxlans(
  steps: readonly Step<VxlanState>[],
  host: HostAccess,
): Promise<readonly StepResult[]> {
  const results = await runSteps(steps, vxlanCommands, host)
  return Promise.all(
    results.map(async (result, index) => {
      const step = steps[index]
      if (step?.op !== 'create' || result.error?.includes('File exists') !== true) return result
      const link = await readLink(host, step.state.name)
      if (link === undefined || (link.alias !== undefined && link.mark === undefined)) return result
      const actual = vxlanOf({ ...link, mark: { owner: step.state.owner, adopted: false } })
      if (actual === undefined || mustRecreate(step.state, actual)) return result
      const [again] = await runSteps([{ ...step, op: 'replace', actual }], vxlanCommands, host)
      return again ?? result
    }),
  )
}
