import type { DeviceState, Rendered } from '@netloom/core'
import type { VxlanState } from '@netloom/dataplane'
import { linuxBridgeRenderer, type LinuxBridgeRendererOptions } from '../src/agent/index.ts'
import { network } from './view.ts'

export const VTEP = { localIp: '10.222.0.1', underlay: 'under0' }
export const POPULATED: LinuxBridgeRendererOptions = { ...VTEP, l2Population: true, arpResponder: 'proxy' }

export const states = (rendered: readonly Rendered[]): readonly DeviceState[] => rendered.map(({ state }) => state)

export function vxlanOf(options: LinuxBridgeRendererOptions, item = network()): VxlanState | undefined {
  const state = states(linuxBridgeRenderer(options).network(item)).find(({ kind }) => kind === 'vxlan')
  return state as VxlanState | undefined
}
