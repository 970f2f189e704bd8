import type { Rendered } from '@netloom/core'
import { openvswitchKinds } from '../src/agent/kinds/openvswitch-kinds.ts'
import { actionsText, flowText } from '../src/agent/openflow/flow-text.ts'
import type { OvsFloodState } from '../src/agent/states/ovs-flood-state.ts'
import type { OvsFlowState } from '../src/agent/states/ovs-flow-state.ts'
import type { OvsPortState } from '../src/agent/states/ovs-port-state.ts'
import { SEGMENT_ID, type Shape } from './view.ts'

const kinds = new Map(openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock' }).map((kind) => [kind.kind, kind]))
export const TUNNELS = { localIp: '192.0.2.1', tunnelTypes: ['vxlan', 'gre', 'geneve'] } as const
export const POPULATED = { ...TUNNELS, l2Population: true, arpResponder: true } as const
export const PROVIDER = { bridgeMappings: { physnet1: 'br-ex' } }
export const vlanNetwork: Shape = { networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 7 }
export const flatNetwork: Shape = { networkType: 'flat', physicalNetwork: 'physnet1' }

export const V = `<VLAN of segment ${SEGMENT_ID}>`

/** Flows as `ovs-ofctl` would be told, by bridge; one line for each port of a flood. */
export function flows(rendered: readonly Rendered[], bridge: string): readonly string[] {
  return rendered.flatMap(({ state }) => {
    if (state.kind === 'ovs-flow') {
      const flow = state as OvsFlowState
      return flow.bridge === bridge ? [flowText(flow, actionsText(flow.actions))] : []
    }
    if (state.kind !== 'ovs-flood') return []
    const flood = state as OvsFloodState
    const actions = [...flood.before, { type: 'output', port: flood.port } as const]
    return flood.bridge === bridge ? [flowText(flood, actionsText(actions))] : []
  })
}

export const ports = (rendered: readonly Rendered[]): readonly OvsPortState[] =>
  rendered.flatMap(({ state }) => (state.kind === 'ovs-port' ? [state as OvsPortState] : []))

export const patches = (rendered: readonly Rendered[]): readonly string[] =>
  ports(rendered).flatMap(({ bridge, name, port: what }) =>
    what.type === 'patch' ? [`${bridge} ${name} ↔ ${what.peer}`] : [],
  )

export const keys = (rendered: readonly Rendered[]): readonly string[] =>
  rendered.map(({ state }) => kinds.get(state.kind)?.key(state) ?? 'unknown kind')
