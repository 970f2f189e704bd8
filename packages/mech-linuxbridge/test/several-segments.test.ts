import type { DeviceState } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { linuxBridgeRenderer } from '../src/agent/index.ts'
import { BRIDGE, network, port } from './view.ts'

const VXLAN = { id: 'vxlan', networkType: 'vxlan', physicalNetwork: null, segmentationId: 100 }
const VLAN = { id: 'vlan', networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 7 }
const renderer = linuxBridgeRenderer({
  localIp: '10.222.0.1',
  underlay: 'eth0',
  physicalInterfaceMappings: { physnet1: 'eth1' },
})

/** Devices by which frames leave the network's bridge. */
const waysOut = (states: readonly DeviceState[]): readonly string[] =>
  states.flatMap((state) =>
    'bridge' in state && 'name' in state && state['bridge'] === BRIDGE ? [String(state['name'])] : [],
  )

describe('a network of several segments', () => {
  it.each([
    ['vxlan first', [VXLAN, VLAN], 'vxlan', 'vxlan-100'],
    ['vlan first', [VLAN, VXLAN], 'vlan', 'eth1.7'],
  ])('has one way out, and only ports of that segment on its bridge: %s', (_what, segments, first, device) => {
    const both = network({ segments })
    expect(waysOut(renderer.network(both).map(({ state }) => state))).toEqual([device])
    for (const segmentId of ['vxlan', 'vlan']) {
      expect([segmentId, renderer.attachment(port({ segmentId }), both).length > 0]).toEqual([
        segmentId,
        segmentId === first,
      ])
    }
  })

  it('is one segment or the other on hosts that have ports of one only', () => {
    expect(waysOut(renderer.network(network({ segments: [VLAN] })).map(({ state }) => state))).toEqual(['eth1.7'])
    expect(waysOut(renderer.network(network({ segments: [VXLAN] })).map(({ state }) => state))).toEqual(['vxlan-100'])
    expect(renderer.attachment(port({ segmentId: 'vxlan' }), network({ segments: [VLAN] }))).toEqual([])
  })
})
