import type { DeviceState, Step, StepResult } from '@netloom/core'
import type { FlowModGroup } from '../openflow/bundle.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import { messageOf } from '../openflow/message-of.ts'
import type { OpenFlowBridge } from '../openflow/open-flow-bridge.ts'
import { groupBy } from './group-by.ts'

type FlowStep<S extends DeviceState> = Step<S & { readonly bridge: string }>

/**
 * Changes of one bridge for some steps. Steps that share a group share its fate; an error is the step's own; a step that is
 * not mentioned needs nothing.
 */
export type ModsOf<S extends FlowStep<DeviceState>> = (
  bridge: OpenFlowBridge,
  steps: readonly S[],
) => Promise<ReadonlyMap<S, FlowModGroup | Error>>

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
  for (const [step, mods] of await modsOf(bridge, steps)) {
    if (mods instanceof Error) errors.set(step, mods.message)
    else sharers.set(mods, [...(sharers.get(mods) ?? []), step])
  }
  if (sharers.size === 0) return errors
  const results = await bridge.apply([...sharers.keys()])
  ;[...sharers.values()].forEach((sharing, position) => {
    const error = results[position]
    if (error !== undefined) for (const step of sharing) errors.set(step, `${bridge.name}: ${error}`)
  })
  return errors
}
