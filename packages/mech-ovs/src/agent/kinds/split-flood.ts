import { cookieText } from '../openflow/flow-cookie.ts'
import { actionsText, flowText } from '../openflow/flow-text.ts'
import { encodeActions } from '../openflow/action-codec.ts'
import type { ResolvedAction } from '../openflow/resolved-flow.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import type { ReadFlow } from './read-flows.ts'
import type { SwitchNames } from './switch-names.ts'

/** The ports that a flood flow sends to in the end, and what it does before. */
export function floodParts(actions: readonly ResolvedAction[]): {
  readonly before: readonly ResolvedAction[]
  readonly ports: readonly number[]
} {
  const start = actions.findLastIndex(({ type }) => type !== 'output') + 1
  const ports = actions.slice(start).flatMap((action) => (action.type === 'output' ? [action.port] : []))
  return { before: actions.slice(0, start), ports: [...new Set(ports)] }
}

/** One state for each port of a flow; one without a port when it sends to none. */
export function splitFlood(flow: ReadFlow, names: SwitchNames): readonly OvsFloodState[] {
  const { bridge, table, priority, cookie, match, fields, old } = flow
  const { before, ports } = floodParts(flow.actions)
  const shared = {
    cookie: cookieText(cookie),
    fields: fields.toString('hex'),
    actions: encodeActions(before).toString('hex'),
  }
  return (ports.length === 0 ? [undefined] : ports).map((portNumber) => {
    const port = portNumber === undefined ? '' : (names.portName(bridge, portNumber) ?? `#${String(portNumber)}`)
    const actions = portNumber === undefined ? before : [...before, { type: 'output', port } as const]
    return {
      kind: 'ovs-flood',
      bridge,
      table,
      priority,
      match: {},
      before: [],
      port,
      found: {
        ...shared,
        text: flowText({ table, priority, match }, actionsText(actions)),
        ...(portNumber !== undefined && { portNumber }),
        ...(old && { old }),
      },
    }
  })
}
