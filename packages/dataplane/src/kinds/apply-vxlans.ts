import type { HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../steps/run-steps.ts'
import { readLinks, type Link } from './link.ts'
import { HALF_MADE } from './mark.ts'
import { vxlanOf } from './read-vxlan.ts'
import type { VxlanState } from './vxlan-state.ts'
import { vxlanAdd, vxlanCommands, vxlanSetup } from './vxlan-commands.ts'

/**
 * Nothing is done to a device that somebody else made, whatever its name and however well it would fit: it is in the way, and
 * said so. What an agent made and died before it was marked is finished: that agent must not stand in its own way.
 */
export async function applyVxlans(
  steps: readonly Step<VxlanState>[],
  host: HostAccess,
): Promise<readonly StepResult[]> {
  const results = [
    ...(await removeVxlans(
      steps.filter(({ op }) => op === 'remove'),
      host,
    )),
    ...(await runSteps(
      steps.filter(({ op }) => op === 'replace'),
      (step) => vxlanCommands(step, host.agent),
      host,
    )),
    ...(await createVxlans(
      steps.filter(({ op }) => op === 'create'),
      host,
    )),
  ]
  const byKey = new Map(results.map((result) => [result.key, result]))
  return steps.map(({ key }) => byKey.get(key) ?? { key })
}

/** A device that took the place of ours since it was read stays. */
async function removeVxlans(steps: readonly Step<VxlanState>[], host: HostAccess): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const links = await readLinks(host, { devices: new Set(steps.map(({ state }) => state.name)) })
  const foreign = new Set(links.filter((link) => !isOurs(link)).map(({ name }) => name))
  return runSteps(
    steps.filter(({ state }) => !foreign.has(state.name)),
    (step) => vxlanCommands(step),
    host,
  )
}

/** In two turns: what follows the making would otherwise be done to a device that was there before. */
async function createVxlans(steps: readonly Step<VxlanState>[], host: HostAccess): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const made = await runSteps(steps, ({ state }) => [vxlanAdd(state)], host)
  const errors = new Map(made.map(({ key, error }) => [key, error]))
  const clashes = steps.filter(({ key }) => errors.get(key)?.includes('File exists') === true)
  const links = clashes.length === 0 ? [] : await readLinks(host)
  const present = new Map(
    clashes.map(({ key, state }) => [key, links.find((link) => link.name === state.name)] as const),
  )
  const failed = steps.flatMap(({ key, state }): readonly StepResult[] => {
    const error = errors.get(key)
    const link = present.get(key)
    const refusal = link === undefined ? error : refuse(state, link)
    return refusal === undefined ? [] : [{ key, error: refusal }]
  })
  const without = new Set(failed.map(({ key }) => key))
  const setUp = await runSteps(
    steps.filter(({ key }) => !without.has(key)),
    (step) => finish(step, present.get(step.key), host.agent),
    host,
  )
  return [...failed, ...setUp]
}

/** Why the device that is there cannot be used; undefined = it can, or can be replaced. */
function refuse({ name }: VxlanState, link: Link): string | undefined {
  if (link.type !== 'vxlan') return `${name} is there already and is no VXLAN device; rename or remove it (File exists)`
  if (isOurs(link)) return undefined
  const whose = link.alias === undefined ? 'has no mark of ours' : `has the alias ${JSON.stringify(link.alias)}`
  return `${name} belongs to somebody else: it ${whose}; rename or remove it (File exists)`
}

function finish(
  step: Step<VxlanState>,
  link: Link | undefined,
  agent: string | undefined,
): ReturnType<typeof vxlanCommands> {
  const { state } = step
  const actual = link && vxlanOf({ ...link, mark: { agent, owner: state.owner, adopted: false }, hasOldMark: false })
  return actual === undefined ? vxlanSetup(state, agent) : vxlanCommands({ ...step, op: 'replace', actual }, agent)
}

/** Marked, or left half made by an agent that died. */
const isOurs = ({ mark, alias, group }: Link): boolean =>
  mark !== undefined || (alias === undefined && group === HALF_MADE)
