import type { Step } from '@netloom/core'
import { COOKIES_OF, cookieOf, cookieText } from '../openflow/flow-cookie.ts'
import { resolveActions, resolveMatch } from './resolve-flow.ts'
import { decodeActions, encodeActions } from '../openflow/action-codec.ts'
import type { FlowModGroup } from '../openflow/bundle.ts'
import type { FlowMod } from '../openflow/flow-mod.ts'
import { encodeFields } from '../openflow/match-codec.ts'
import type { OpenFlowBridge } from '../openflow/open-flow-bridge.ts'
import type { ResolvedAction } from '../openflow/resolved-flow.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { groupBy } from './group-by.ts'
import { decodeDump, type ReadFlow } from './read-flows.ts'
import { removeAll, removeOne } from './remove-flow.ts'
import { branchId, branchOf, compareBranches, floodParts, type Branch } from './flood-branch.ts'
import type { SwitchNames } from './switch-names.ts'

type FloodStep = Step<OvsFloodState>

/** Up to so many flows are asked for one by one; more are found in a dump of all. */
const ONE_BY_ONE = 32
const ALL_BITS = 0xffff_ffff_ffff_ffffn

/**
 * What each flow will be when all steps have been taken. The switch is asked what the flows send to now: nobody else knows
 * what has become of them.
 */
export async function mergeFloods(
  bridge: OpenFlowBridge,
  steps: readonly FloodStep[],
  names: SwitchNames,
): Promise<ReadonlyMap<FloodStep, FlowModGroup | Error>> {
  const flows = groupBy(steps, ({ state }) => `${String(state.table)} ${cookieText(cookieOfState(state))}`)
  const cookies = [...flows.values()].flatMap(([step]) => (step === undefined ? [] : [cookieOfState(step.state)]))
  const filters =
    cookies.length > ONE_BY_ONE
      ? [COOKIES_OF.flood]
      : [...new Set(cookies)].map((cookie) => ({ cookie, mask: ALL_BITS }))
  const present = groupBy(
    decodeDump(bridge.name, await bridge.dump(...filters)),
    ({ table, cookie }) => `${String(table)} ${cookieText(cookie)}`,
  )
  const mods = new Map<FloodStep, FlowModGroup | Error>()
  for (const [flow, own] of flows) mergeOne(own, present.get(flow) ?? [], names, mods)
  return mods
}

function mergeOne(
  steps: readonly FloodStep[],
  present: readonly ReadFlow[],
  names: SwitchNames,
  mods: Map<FloodStep, FlowModGroup | Error>,
): void {
  // With those of a flow that is left over when the match moves: what it sends to may have no step in this batch.
  const moves = steps.some(({ op }) => op !== 'remove')
  const branches = new Map<string, Branch>()
  for (const { actions, old } of present)
    if (moves || !old) for (const branch of floodParts(actions).branches) branches.set(branchId(branch), branch)
  const taken: FloodStep[] = []
  let shape: FlowShape | undefined
  for (const step of steps) {
    try {
      if (step.op !== 'remove') {
        shape = shapeOf(step.state, names)
        if (step.op === 'replace') branches.delete(foundId(step.actual) ?? '')
        const branch = branchOf(step.state, names)
        branches.set(branchId(branch), branch)
      } else if (step.state.found?.old === undefined) branches.delete(goneId(step.state, names) ?? '')
      taken.push(step)
    } catch (error) {
      mods.set(step, error instanceof Error ? error : new Error(String(error)))
    }
  }
  const group = groupOf(steps, present, shape, branches)
  if (group.length > 0) for (const step of taken) mods.set(step, group)
}

const foundId = ({ found }: OvsFloodState): string | undefined => {
  const [branch] = floodParts(decodeActions(Buffer.from(found?.branch ?? '', 'hex'))).branches
  return branch && branchId(branch)
}

/** undefined = its port has no number: it is in no flow. */
function goneId(state: OvsFloodState, names: SwitchNames): string | undefined {
  if (state.found !== undefined) return foundId(state)
  try {
    return branchId(branchOf(state, names))
  } catch {
    return undefined
  }
}

interface FlowShape {
  readonly priority: number
  readonly fields: Buffer
  readonly before: readonly ResolvedAction[]
}

function groupOf(
  steps: readonly FloodStep[],
  present: readonly ReadFlow[],
  wanted: FlowShape | undefined,
  branches: ReadonlyMap<string, Branch>,
): readonly FlowMod[] {
  const [step] = steps
  const shape = wanted ?? shapeOfPresent(present)
  // Nobody wants it and it is not there.
  if (step === undefined || shape === undefined) return []
  const { table } = step.state
  const cookie = cookieOfState(step.state)
  if (branches.size === 0) return [removeAll(cookie, table)]
  const ends = [...branches.values()].sort(compareBranches).flatMap(({ actions }) => actions)
  const { priority, fields, before } = shape
  const add: FlowMod = {
    command: 'add',
    table,
    priority,
    cookie,
    fields,
    actions: encodeActions([...before, ...ends]),
  }
  const left = present.filter((flow) => flow.priority !== priority || !flow.fields.equals(fields))
  return [
    add,
    ...left.map((flow) => removeOne(flow, { cookie: cookieText(cookie), fields: flow.fields.toString('hex') })),
  ]
}

function shapeOf({ bridge, priority, match, before }: OvsFloodState, names: SwitchNames): FlowShape {
  return {
    priority,
    fields: encodeFields(resolveMatch(bridge, match, names)),
    before: resolveActions(bridge, before, names),
  }
}

function shapeOfPresent(present: readonly ReadFlow[]): FlowShape | undefined {
  const flow = present.find(({ old }) => !old)
  return flow && { ...flow, before: floodParts(flow.actions).before }
}

const cookieOfState = (state: OvsFloodState): bigint =>
  state.found === undefined ? cookieOf('flood', state) : BigInt(state.found.cookie)
