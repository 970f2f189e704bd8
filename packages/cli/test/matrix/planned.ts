import type { NetworkItem } from '@netloom/core/wire'
import { vlanKind, type VlanState } from '@netloom/dataplane'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { PHYSICAL_NETWORK, PROVIDER_NIC } from '../../src/lab/state/names.ts'

const network = (vlanId: number): NetworkItem => ({
  id: '36b5214b-989b-48a8-877b-f47fbef215f5',
  adminStateUp: true,
  mtu: 1500,
  segments: [{ id: 'segment', networkType: 'vlan', physicalNetwork: PHYSICAL_NETWORK, segmentationId: vlanId }],
})

/** Lines that a Linux bridge host would run for the device of a VLAN network. */
export function plannedLines(vlanId: number): readonly string[] {
  const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { [PHYSICAL_NETWORK]: PROVIDER_NIC } })
  const cause = { object: 'network', revision: 1, rule: '' }
  return renderer
    .network(network(vlanId))
    .map(({ state }) => state)
    .filter((state): state is VlanState => state.kind === 'vlan')
    .flatMap((state) => vlanKind.commands({ op: 'create', key: vlanKind.key(state), state, cause }))
    .map(({ args }) => args.join(' '))
}

/** The tags that the flows of an Open vSwitch host would send the same network with. */
export function plannedTags(vlanId: number): readonly unknown[] {
  const renderer = openvswitchRenderer({ bridgeMappings: { [PHYSICAL_NETWORK]: 'br-provider' } })
  return renderer
    .network(network(vlanId))
    .map(({ state }) => state)
    .filter((state) => 'bridge' in state && state.bridge === 'br-provider')
    .flatMap((state) => ('actions' in state ? (state.actions as readonly Readonly<Record<string, unknown>>[]) : []))
    .flatMap((action) => (action['type'] === 'set-vlan' ? [action['vlan']] : []))
}
