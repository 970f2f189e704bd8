import type { HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../steps/run-steps.ts'
import { readLinks, type Link } from './link.ts'
import { vlanOwner } from './mark.ts'
import { number } from './device-rows.ts'
import { vlanCommands, vlanSetup } from './vlan-commands.ts'
import type { VlanState } from './vlan-state.ts'

/**
 * A device of that name that carries the wanted VLAN of the wanted interface is used, be it the operator's or one that an
 * agent made and died before it was marked. It is kept when the network leaves. Any other is in the way, and said so.
 */
export async function applyVlans(steps: readonly Step<VlanState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const creates = steps.filter(({ op }) => op === 'create')
  const rest = steps.filter(({ op }) => op !== 'create')
  const results = [...(await changeVlans(rest, host)), ...(await createVlans(creates, host))]
  const byKey = new Map(results.map((result) => [result.key, result]))
  return steps.map(({ key }) => byKey.get(key) ?? { key })
}

async function changeVlans(steps: readonly Step<VlanState>[], host: HostAccess): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const links = await readLinks(host, { devices: new Set(steps.map(({ state }) => state.name)) })
  const adopted = new Set(links.filter(({ mark }) => mark?.adopted === true).map(({ name }) => name))
  return runSteps(steps, (step) => vlanCommands(step, adopted.has(step.state.name), host.agent), host)
}

/** In two turns: what follows the making would otherwise be done to a device that was there before. */
async function createVlans(steps: readonly Step<VlanState>[], host: HostAccess): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const made = await runSteps(steps, (step) => vlanCommands(step).slice(0, 1), host)
  const clashes = new Set(made.filter(({ error }) => error?.includes('File exists') === true).map(({ key }) => key))
  const present = clashes.size === 0 ? [] : await readLinks(host)
  const failed = made.flatMap((result, index): readonly StepResult[] => {
    const step = steps[index]
    const error = step !== undefined && clashes.has(result.key) ? refuse(step.state, present) : result.error
    return error === undefined ? [] : [{ key: result.key, error }]
  })
  const without = new Set(failed.map(({ key }) => key))
  const ready = steps.filter(({ key }) => !without.has(key))
  const setUp = await runSteps(ready, ({ key, state }) => vlanSetup(state, clashes.has(key), host.agent), host)
  return [...failed, ...setUp]
}

/** Why the device that is there cannot be used; undefined = it can. */
function refuse({ name, parent, vlanId, owner }: VlanState, links: readonly Link[]): string | undefined {
  const carries = (link: Link): boolean =>
    link.type === 'vlan' && link.parent === parent && number(link.data, 'id') === vlanId
  const found = links.find((link) => link.name === name)
  if (found === undefined) {
    const other = links.find(carries)
    return `VLAN ${String(vlanId)} of ${parent} is in use by ${other?.name ?? 'another device'}; remove that device or use another VLAN`
  }
  if (!carries(found))
    return `${name} is there already and is not VLAN ${String(vlanId)} of ${parent}; rename or remove it`
  if (vlanOwner(found.mark) === owner) return undefined
  if (found.alias !== undefined)
    return `${name} belongs to somebody else (its alias is ${JSON.stringify(found.alias)}); rename or remove it`
  if (found.master !== undefined) return `${name} is in ${found.master} already; take it out first`
  return undefined
}
