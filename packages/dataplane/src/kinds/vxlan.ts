import type { Command, DeviceKind } from '@netloom/core'
import { applyVxlans } from './apply-vxlans.ts'
import { readLinks } from './link.ts'
import { vxlanOf } from './read-vxlan.ts'
import { vxlanCommands } from './vxlan-commands.ts'
import { mustRecreate, type VxlanState } from './vxlan-state.ts'
import { sameSpelling } from './argument-words.ts'

export const vxlanKindOf = (agent?: string): DeviceKind<VxlanState> => ({
  kind: 'vxlan',
  order: 20,
  key: (state) => `vxlan ${state.name}`,
  equal: (desired, actual) =>
    actual.fault === undefined &&
    !mustRecreate(desired, actual) &&
    desired.owner === actual.owner &&
    sameSpelling(desired.localIp) === sameSpelling(actual.localIp) &&
    desired.ttl === actual.ttl &&
    desired.tos === actual.tos &&
    desired.learning === actual.learning &&
    (desired.mtu === undefined || desired.mtu === actual.mtu) &&
    desired.bridge === actual.bridge &&
    desired.neighSuppress === actual.neighSuppress &&
    (desired.isolated ?? false) === (actual.isolated ?? false),
  parents: () => [],
  commands: (step): readonly Command[] => vxlanCommands(step, agent),
  apply: applyVxlans,
  read: async (host, scope) => (await readLinks(host, scope)).flatMap((link) => vxlanOf(link) ?? []),
})

/** Names no agent. */
export const vxlanKind: DeviceKind<VxlanState> = vxlanKindOf()
