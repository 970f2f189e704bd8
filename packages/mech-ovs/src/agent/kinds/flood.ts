import { type DeviceKind, sameState, type Step } from '@netloom/core'
import { cookieOf, cookieText } from '../openflow/flow-cookie.ts'
import { actionsText, flowText } from '../openflow/flow-text.ts'
import { resolveActions, resolveMatch } from './resolve-flow.ts'
import { encodeActions } from '../openflow/action-codec.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import { encodeFields } from '../openflow/match-codec.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { applyFlows } from './apply-flows.ts'
import { branchName, branchOf, namedBranch } from './flood-branch.ts'
import { mergeFloods } from './merge-floods.ts'
import { ORDER } from './apply-order.ts'
import { readFlows } from './read-flows.ts'
import { splitFlood } from './split-flood.ts'
import type { SwitchNames } from './switch-names.ts'

/** Flows of ours that many have a part in, one state for each branch. What `flowKind` says of flows holds for them too. */
export const floodKind = (bridges: FlowBridges, names: SwitchNames): DeviceKind<OvsFloodState> => ({
  kind: 'ovs-flood',
  order: ORDER.flow,
  together: true,
  key,
  equal: (desired, actual) => equal(desired, actual, names),
  waitsFor: ({ waitsFor }) => waitsFor,
  parents: () => [],
  commands: () => [],
  describe,
  read: async (_host, scope) => (await readFlows(bridges, 'flood', scope)).flatMap((flow) => splitFlood(flow, names)),
  apply: (steps) => applyFlows(bridges, steps, (bridge, own) => mergeFloods(bridge, own, names)),
})

function key(state: OvsFloodState): string {
  const { bridge, table, found } = state
  const name = branchName(state)
  const flow = `ovs-flood ${bridge} ${String(table)} ${found?.cookie ?? cookieText(cookieOf('flood', state))}`
  return found?.old === undefined ? `${flow} ${name}` : `${flow} ${name} ${String(state.priority)} ${found.fields}`
}

function equal(desired: OvsFloodState, actual: OvsFloodState, names: SwitchNames): boolean {
  const { found } = actual
  if (found === undefined || desired.found !== undefined) return sameState(desired, actual)
  const { bridge, priority, match, before } = desired
  if (priority !== actual.priority) return false
  try {
    return (
      encodeActions(branchOf(desired, names).actions).toString('hex') === found.branch &&
      encodeFields(resolveMatch(bridge, match, names)).toString('hex') === found.fields &&
      encodeActions(resolveActions(bridge, before, names)).toString('hex') === found.actions
    )
  } catch {
    // Writing it says why.
    return false
  }
}

/** The flow with this one branch; where there are others stands `…`. */
function describe({ op, state }: Step<OvsFloodState>): readonly string[] {
  const { bridge, port, before, found } = state
  const flow = found?.text ?? flowText(state, actionsText([...before, ...namedBranch(state)]))
  const what = state.into === undefined ? `output:${port}` : `the branch of ${branchName(state)}`
  if (op === 'remove') return [`ovs-ofctl mod-flows ${bridge} "${flow},…"  # without ${what}`]
  return [`ovs-ofctl add-flow ${bridge} "cookie=${cookieText(cookieOf('flood', state))},${flow},…"`]
}
