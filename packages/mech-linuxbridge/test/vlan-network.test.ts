import { vlanKind } from '@netloom/dataplane'
import { describe, expect, it } from 'vitest'
import { linuxBridgeRenderer, vlanName } from '../src/agent/index.ts'
import { BRIDGE, NETWORK_ID, network, port } from './view.ts'

const vlanNetwork = (vlanId = 1004): ReturnType<typeof network> =>
  network({
    mtu: 1500,
    segments: [{ id: 'segment', networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: vlanId }],
  })

const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth1' } })

describe('a VLAN network', () => {
  it('is a bridge with a VLAN device in it', () => {
    expect(renderer.network(vlanNetwork()).map(({ state }) => state)).toEqual([
      { kind: 'bridge', name: BRIDGE, owner: `network/${NETWORK_ID}`, mtu: 1500 },
      {
        kind: 'vlan',
        name: 'eth1.1004',
        owner: `network/${NETWORK_ID}`,
        parent: 'eth1',
        vlanId: 1004,
        bridge: BRIDGE,
        mtu: 1500,
      },
    ])
    expect(renderer.attachment(port(), vlanNetwork())).toMatchObject([
      { state: { kind: 'bridge-port', bridge: BRIDGE } },
    ])
  })

  it('is told apart by its ID alone', () => {
    const keys = [5, 6]
      .flatMap((id) => renderer.network(vlanNetwork(id)))
      .flatMap(({ state }) => (state.kind === 'vlan' ? [vlanKind.key(state as never)] : []))
    expect(keys).toEqual(['vlan eth1.5', 'vlan eth1.6'])
  })

  it('is nothing through the bridge of an operator, where VLANs would mix', () => {
    const mapped = linuxBridgeRenderer({ bridgeMappings: { physnet1: 'br-ext' } })
    expect(mapped.network(vlanNetwork())).toEqual([])
  })

  it('is neither carried nor offered by a kernel without 802.1Q', () => {
    const without = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth1' }, vlan: false })
    expect(without.network(vlanNetwork())).toEqual([])
    expect(without.configurations).toMatchObject({ plainTypes: ['local', 'flat'] })
    expect(renderer.configurations).not.toHaveProperty('plainTypes')
  })
})

describe('the name of a VLAN device', () => {
  it('is the interface and the ID', () => {
    expect(vlanName('eth0', 7)).toBe('eth0.7')
    expect(vlanName('enp129s0f0', 4094)).toBe('enp129s0f0.4094')
    expect(vlanName('enp129s0f0np', 99)).toBe('enp129s0f0np.99')
  })

  it('has a hash of the interface where that would be too long', () => {
    // `printf enp129s0f0np1 | sha1sum`
    expect(vlanName('enp129s0f0np1', 4094)).toBe('enp1cd8e18.4094')
    expect(vlanName('enp129s0f0np1', 4094)).not.toBe(vlanName('enp129s0f0np0', 4094))
  })
})
