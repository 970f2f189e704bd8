import type { Command, DeviceKind } from '@netloom/core'
import { applyBridges } from './apply-bridges.ts'
import { bridgeCommands, type BridgeState } from './bridge-state.ts'
import { readLinks, type Link } from './link.ts'
import { OLD_MARK } from './mark.ts'
import { number } from './device-rows.ts'

function stateOf(link: Link, owner: string): BridgeState {
  const fault = [
    ...(link.hasOldMark ? [OLD_MARK] : []),
    ...(link.up ? [] : ['down']),
    ...(number(link.data, 'stp_state') === 0 ? [] : ['stp on']),
    ...(number(link.data, 'forward_delay') === 0 ? [] : ['forward delay']),
  ].join(', ')
  return {
    kind: 'bridge',
    name: link.name,
    owner,
    mtu: link.mtu,
    ...(link.address !== undefined && { address: link.address }),
    ...(fault !== '' && { fault }),
  }
}

export const bridgeKindOf = (agent?: string): DeviceKind<BridgeState> => ({
  kind: 'bridge',
  order: 10,
  key: (state) => `bridge ${state.name}`,
  equal: (desired, actual) =>
    actual.fault === undefined &&
    desired.owner === actual.owner &&
    (desired.mtu === undefined || desired.mtu === actual.mtu) &&
    (desired.address === undefined || desired.address.toLowerCase() === actual.address),
  parents: () => [],
  commands: (step): readonly Command[] => bridgeCommands(step, agent),
  apply: applyBridges,
  read: async (host, scope) =>
    (await readLinks(host, scope)).flatMap((link) =>
      link.type === 'bridge' && link.mark !== undefined ? [stateOf(link, link.mark.owner)] : [],
    ),
})

/** Names no agent. */
export const bridgeKind: DeviceKind<BridgeState> = bridgeKindOf()
