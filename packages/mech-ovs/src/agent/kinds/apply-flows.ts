import type { DeviceState, Step, StepResult } from '@netloom/core'
import { fitsInBundle, type FlowModGroup } from '../openflow/bundle.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import { messageOf } from '../openflow/message-of.ts'
import type { OpenFlowBridge } from '../openflow/open-flow-bridge.ts'
import { groupBy } from './group-by.ts'

type FlowStep<S extends DeviceState> = Step<S & { readonly bridge: string }>

/**
 * Changes of one bridge for some steps, made as they are asked for. Steps that share a group share its fate; an error is the
 * step's own; a step that is not mentioned needs nothing.
 */
export type ModsOf<S extends FlowStep<DeviceState>> = (
  bridge: OpenFlowBridge,
  steps: readonly S[],
) => Promise<Iterable<readonly [S, FlowModGroup | Error]>>

/** Applies steps, those of one bridge in one bundle. Never throws. */
export async function applyFlows<S extends FlowStep<DeviceState>>(
  bridges: FlowBridges,
  steps: readonly S[],
  modsOf: ModsOf<S>,
): Promise<readonly StepResult[]> {
  const errors = new Map<S, string>()
  const byBridge = groupBy(steps, ({ state }) => state.bridge)
  await Promise.all(
    [...byBridge].map(async ([name, own]) => {
      try {
        if (own.every(({ op }) => op === 'remove') && !new Set(await bridges.names()).has(name)) return
        for (const [step, error] of await applyTo(bridges.bridge(name), own, modsOf)) errors.set(step, error)
      } catch (error) {
        for (const step of own) errors.set(step, messageOf(error))
      }
    }),
  )
  return steps.map((step) => {
    const error = errors.get(step)
    return error === undefined ? { key: step.key } : { key: step.key, error }
  })
}

async function applyTo<S extends FlowStep<DeviceState>>(
  bridge: OpenFlowBridge,
  steps: readonly S[],
  modsOf: ModsOf<S>,
): Promise<ReadonlyMap<S, string>> {
  const errors = new Map<S, string>()
  const sharers = new Map<FlowModGroup, S[]>()
  const modsOfSteps = await modsOf(bridge, steps)
  const results = await bridge.apply(distinct(modsOfSteps, sharers, errors))
  ;[...sharers.values()].forEach((sharing, position) => {
    const error = results[position]
    if (error !== undefined) for (const step of sharing) errors.set(step, `${bridge.name}: ${error}`)
  })
  return errors
}

/** Each group once, with those who share it and the errors noted on the way. */
function* distinct<S>(
  mods: Iterable<readonly [S, FlowModGroup | Error]>,
  sharers: Map<FlowModGroup, S[]>,
  errors: Map<S, string>,
): Iterable<FlowModGroup> {
  for (const [step, group] of mods) {
    const sharing = group instanceof Error ? undefined : sharers.get(group)
    if (group instanceof Error) errors.set(step, group.message)
    else if (!fitsInBundle(group))
      errors.set(step, 'the flow does more than one message of OpenFlow has room for (64 KiB)')
    else if (sharing !== undefined) sharing.push(step)
    else {
      sharers.set(group, [step])
      yield group
    }
  }
}
