import type { Command, DeviceKind } from '@netloom/core'
import { applyVlans } from './apply-vlans.ts'
import { readLinks, type Link } from './link.ts'
import { OLD_MARK, vlanOwner } from './mark.ts'
import { number } from './device-rows.ts'
import { vlanCommands } from './vlan-commands.ts'
import { mustRecreateVlan, type VlanState } from './vlan-state.ts'

/** The device as a state; undefined when it is none of ours. */
function vlanOf({ name, type, mark, hasOldMark, data, master, parent, mtu, up }: Link): VlanState | undefined {
  const owner = vlanOwner(mark)
  if (type !== 'vlan' || owner === undefined) return undefined
  return {
    kind: 'vlan',
    name,
    owner,
    parent: parent ?? '',
    vlanId: number(data, 'id') ?? 0,
    bridge: master ?? '',
    mtu,
    ...(!up ? { fault: 'down' } : hasOldMark && { fault: OLD_MARK }),
  }
}

export const vlanKindOf = (agent?: string): DeviceKind<VlanState> => ({
  kind: 'vlan',
  order: 20,
  key: (state) => `vlan ${state.name}`,
  equal: (desired, actual) =>
    actual.fault === undefined &&
    !mustRecreateVlan(desired, actual) &&
    desired.owner === actual.owner &&
    desired.bridge === actual.bridge &&
    (desired.mtu === undefined || desired.mtu === actual.mtu),
  // None: when the bridge goes the device stays.
  parents: () => [],
  waitsFor: (state) => state.parent,
  commands: (step): readonly Command[] => vlanCommands(step, false, agent),
  apply: applyVlans,
  read: async (host, scope) => (await readLinks(host, scope)).flatMap((link) => vlanOf(link) ?? []),
})

/** Names no agent. */
export const vlanKind: DeviceKind<VlanState> = vlanKindOf()
