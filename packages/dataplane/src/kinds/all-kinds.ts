import type { DeviceKind } from '@netloom/core'
import { bridgeFdbKind } from './bridge-fdb.ts'
import { bridgeKindOf } from './bridge.ts'
import { bridgePortKindOf } from './bridge-port.ts'
import { fdbKind } from './fdb.ts'
import { floodKind } from './flood.ts'
import { neighbourKind } from './neighbour.ts'
import { vlanKindOf } from './vlan.ts'
import { vxlanKindOf } from './vxlan.ts'

/** Kinds that every host has; what they make bears the mark of this agent. A renderer may bring more. */
export const linkKindsOf = (agent?: string): readonly DeviceKind[] => [
  bridgeKindOf(agent),
  vxlanKindOf(agent),
  vlanKindOf(agent),
  bridgePortKindOf(agent),
  fdbKind,
  bridgeFdbKind,
  floodKind,
  neighbourKind,
]

/** They name no agent. */
export const linkKinds: readonly DeviceKind[] = linkKindsOf()
