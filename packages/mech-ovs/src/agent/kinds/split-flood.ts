import { cookieText } from '../openflow/flow-cookie.ts'
import { actionsText, flowText } from '../openflow/flow-text.ts'
import { encodeActions } from '../openflow/action-codec.ts'
import type { FlowAction } from '../flow/flow-action.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { floodParts, type Branch } from './flood-branch.ts'
import type { ReadFlow } from './read-flows.ts'
import type { SwitchNames } from './switch-names.ts'

type NamedOutput = Extract<FlowAction, { readonly type: 'output' }>

/** One state for each branch of a flow; one without a port when it has none. */
export function splitFlood(flow: ReadFlow, names: SwitchNames): readonly OvsFloodState[] {
  const { bridge, table, priority, cookie, match, fields, old } = flow
  const { before, branches } = floodParts(flow.actions)
  const shared = {
    cookie: cookieText(cookie),
    fields: fields.toString('hex'),
    actions: encodeActions(before).toString('hex'),
  }
  return (branches.length === 0 ? [undefined] : branches).map((branch) => ({
    kind: 'ovs-flood',
    bridge,
    table,
    priority,
    match: {},
    before: [],
    port: portOf(branch, bridge, names),
    ...(branch?.into !== undefined && { into: branch.into }),
    found: {
      ...shared,
      branch: encodeActions(branch?.actions ?? []).toString('hex'),
      text: flowText({ table, priority, match }, actionsText([...before, ...named(branch, bridge, names)])),
      ...(old && { old }),
    },
  }))
}

/** A copy that leaves by a port names it. */
const named = (branch: Branch | undefined, bridge: string, names: SwitchNames): Branch['actions'] | [NamedOutput] =>
  branch !== undefined && branch.into === undefined
    ? [{ type: 'output', port: portOf(branch, bridge, names) }]
    : (branch?.actions ?? [])

function portOf(branch: Branch | undefined, bridge: string, names: SwitchNames): string {
  if (branch === undefined || !('number' in branch.to)) return ''
  const { number } = branch.to
  return names.portName(bridge, number) ?? `#${String(number)}`
}
