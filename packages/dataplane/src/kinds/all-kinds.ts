import type { DeviceKind } from '@netloom/core'
import { bridgeFdbKind } from './bridge-fdb.ts'
import { bridgeKind } from './bridge.ts'
import { bridgePortKind } from './bridge-port.ts'
import { fdbKind } from './fdb.ts'
import { floodKind } from './flood.ts'
import { neighbourKind } from './neighbour.ts'
import { vlanKind } from './vlan.ts'
import { vxlanKind } from './vxlan.ts'

/** Kinds that every host has. A renderer may bring more. */
export const linkKinds: readonly DeviceKind[] = [
  bridgeKind,
  vxlanKind,
  vlanKind,
  bridgePortKind,
  fdbKind,
  bridgeFdbKind,
  floodKind,
  neighbourKind,
]
