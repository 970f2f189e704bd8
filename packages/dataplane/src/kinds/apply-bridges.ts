import type { HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../steps/run-steps.ts'
import { bridgeAdd, bridgeCommands, bridgeSetup, type BridgeState } from './bridge-state.ts'
import { readLink, readLinks } from './link.ts'
import { adoptedMarkOf, markOf } from './mark.ts'

/** More than lines: what to do with a bridge depends on whether it was there before, and who else uses it. */
export async function applyBridges(
  steps: readonly Step<BridgeState>[],
  host: HostAccess,
): Promise<readonly StepResult[]> {
  const removals = steps.filter((step) => step.op === 'remove')
  const rest = steps.filter((step) => step.op !== 'remove')
  const results = [...(await removeBridges(removals, host)), ...(await setUpBridges(rest, host))]
  const byKey = new Map(results.map((result) => [result.key, result]))
  return steps.map((step) => byKey.get(step.key) ?? { key: step.key })
}

async function setUpBridges(all: readonly Step<BridgeState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const failed = all.flatMap((step): readonly StepResult[] => {
    const error = refusalOf(step, host)
    return error === undefined ? [] : [{ key: step.key, error }]
  })
  const refused = new Set(failed.map(({ key }) => key))
  const steps = all.filter(({ key }) => !refused.has(key))
  const added = await runSteps(
    steps.filter((step) => step.op === 'create'),
    ({ state }) => [bridgeAdd(state.name)],
    host,
  )
  const marks = new Map<string, string>()
  const made = new Set<string>()
  const errors = new Map(added.map((result) => [result.key, result.error]))
  for (const step of steps) {
    const error = errors.get(step.key)
    if (step.op === 'create' && error === undefined) {
      marks.set(step.key, markOf(host.agent, step.state.owner))
      made.add(step.key)
    } else if (step.op === 'replace' || error?.includes('File exists') === true) {
      const found = await judge(step.state, host)
      if ('mark' in found) marks.set(step.key, found.mark)
      else failed.push({ key: step.key, error: found.refusal })
    } else if (error !== undefined) {
      failed.push({ key: step.key, error })
    }
  }
  const ready = steps.filter((step) => marks.has(step.key))
  return [
    ...failed,
    ...(await runSteps(ready, ({ key, state }) => bridgeSetup(state, marks.get(key) ?? '', made.has(key)), host)),
  ]
}

/** Why no command can be made of a step. Such a bridge is not even begun: unmarked it would be nobody's. */
function refusalOf(step: Step<BridgeState>, { agent }: HostAccess): string | undefined {
  try {
    bridgeCommands(step, agent)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** How to mark the bridge that is there. */
async function judge({ name, owner }: BridgeState, host: HostAccess): Promise<{ mark: string } | { refusal: string }> {
  const link = await readLink(host, name)
  if (link === undefined) return { refusal: `bridge ${name} is gone` }
  if (link.type !== 'bridge') return { refusal: `${name} is there already and is no bridge; rename or remove it` }
  const before = link.mark
  if (before?.adopted === false) return { mark: markOf(host.agent, owner) }
  if (before?.adopted === true || link.alias === undefined) return { mark: adoptedMarkOf(host.agent, owner) }
  return {
    refusal: `bridge ${name} belongs to somebody else (its alias is ${JSON.stringify(link.alias)}); rename or remove it`,
  }
}

async function removeBridges(steps: readonly Step<BridgeState>[], host: HostAccess): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const links = await readLinks(host)
  const keep = new Set<string>()
  for (const link of links) {
    if (link.master !== undefined) keep.add(link.master)
    if (link.type === 'bridge' && link.mark?.adopted !== false) keep.add(link.name)
  }
  return runSteps(
    steps,
    (step) => {
      const { name } = step.state
      if (!keep.has(name)) return bridgeCommands(step, host.agent)
      // It was there before us, or somebody still uses it: it stays, without what we put on it.
      const set = {
        tool: 'ip',
        args: ['link', 'set', 'dev', name, 'alias', ''],
        tolerate: /Cannot find device/,
      } as const
      return [set, { tool: 'ip', args: ['neigh', 'flush', 'dev', name, 'nud', 'permanent'] } as const]
    },
    host,
  )
}
