import { type DeviceKind, sameState, type Step } from '@netloom/core'
import { cookieOf, cookieText } from '../openflow/flow-cookie.ts'
import { actionsText, flowText } from '../openflow/flow-text.ts'
import { resolveActions, resolveMatch } from './resolve-flow.ts'
import { encodeActions } from '../openflow/action-codec.ts'
import type { FlowModGroup } from '../openflow/bundle.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import type { FlowMod } from '../openflow/flow-mod.ts'
import { encodeFields } from '../openflow/match-codec.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'
import { applyFlows } from './apply-flows.ts'
import { countSpoofs } from './count-spoofs.ts'
import { ORDER } from './apply-order.ts'
import { readFlows, type ReadFlow } from './read-flows.ts'
import { removeAll, removeOne } from './remove-flow.ts'
import type { SwitchNames } from './switch-names.ts'

/**
 * Flows of ours, each known by its cookie. A flow of somebody else that has the very table, priority and match of one of ours
 * is replaced by it, since a switch has room for one; all others are left alone. No parents: a bridge that was there before us
 * stays when we go, and our flows must not. `watch` and `close` are those of `bridges`, for this kind and `floodKind` together.
 */
export const flowKind = (bridges: FlowBridges, names: SwitchNames): DeviceKind<OvsFlowState> => ({
  kind: 'ovs-flow',
  order: ORDER.flow,
  together: true,
  key,
  equal: (desired, actual) => equal(desired, actual, names),
  parents: () => [],
  waitsFor: ({ waitsFor }) => waitsFor,
  commands: () => [],
  describe,
  read: async (_host, scope) => (await readFlows(bridges, 'flow', scope)).map(stateOf),
  apply: (steps) => applyFlows(bridges, steps, (_bridge, all) => Promise.resolve(modsOfAll(all, names))),
  spoofs: () => countSpoofs(bridges, names),
  watch: (listener) => bridges.watch(listener),
  close: () => bridges.close(),
})

function key(state: OvsFlowState): string {
  const { bridge, table, found } = state
  const place = `ovs-flow ${bridge} ${String(table)} ${found?.cookie ?? cookieText(cookieOf('flow', state))}`
  return found?.old === undefined ? place : `${place} ${String(state.priority)} ${found.fields}`
}

function equal(desired: OvsFlowState, actual: OvsFlowState, names: SwitchNames): boolean {
  const { found } = actual
  if (found === undefined || desired.found !== undefined) return sameState(desired, actual)
  if (desired.priority !== actual.priority) return false
  try {
    const { fields, actions } = encode(desired, names)
    return fields.toString('hex') === found.fields && actions.toString('hex') === found.actions
  } catch {
    // Writing it says why.
    return false
  }
}

function stateOf({ bridge, table, priority, cookie, match, fields, actions, old }: ReadFlow): OvsFlowState {
  return {
    kind: 'ovs-flow',
    bridge,
    table,
    priority,
    match: {},
    actions: [],
    found: {
      cookie: cookieText(cookie),
      fields: fields.toString('hex'),
      actions: encodeActions(actions).toString('hex'),
      text: flowText({ table, priority, match }, actionsText(actions)),
      ...(old && { old }),
    },
  }
}

function* modsOfAll(
  steps: readonly Step<OvsFlowState>[],
  names: SwitchNames,
): Iterable<readonly [Step<OvsFlowState>, FlowModGroup | Error]> {
  for (const step of steps) yield [step, modsOrError(step, names)]
}

function modsOrError(step: Step<OvsFlowState>, names: SwitchNames): FlowModGroup | Error {
  try {
    return modsOf(step, names)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function modsOf(step: Step<OvsFlowState>, names: SwitchNames): FlowModGroup {
  const { op, state } = step
  const { found } = state
  if (op === 'remove')
    return [found === undefined ? removeAll(cookieOf('flow', state), state.table) : removeOne(state, found)]
  const add = encode(state, names)
  const before = op === 'replace' ? step.actual : undefined
  const moved =
    before?.found !== undefined &&
    (before.priority !== state.priority || before.found.fields !== add.fields.toString('hex'))
  // Make before break, and both in one bundle.
  return moved ? [add, removeOne(before, before.found)] : [add]
}

function encode(state: OvsFlowState, names: SwitchNames): FlowMod {
  const { bridge, table, priority } = state
  return {
    command: 'add',
    table,
    priority,
    cookie: cookieOf('flow', state),
    fields: encodeFields(resolveMatch(bridge, state.match, names)),
    actions: encodeActions(resolveActions(bridge, state.actions, names)),
  }
}

function describe(step: Step<OvsFlowState>): readonly string[] {
  const { op, state } = step
  const { bridge, found } = state
  if (op === 'remove') {
    const cookie = found?.cookie ?? cookieText(cookieOf('flow', state))
    const text = found?.text ?? flowText(state, actionsText(state.actions))
    return [`ovs-ofctl del-flows ${bridge} "cookie=${cookie}/-1,table=${String(state.table)}"  # ${text}`]
  }
  const cookie = cookieText(cookieOf('flow', state))
  return [`ovs-ofctl add-flow ${bridge} "cookie=${cookie},${flowText(state, actionsText(state.actions))}"`]
}
