import { linuxbridge } from '@netloom/mech-linuxbridge'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { l2population } from '@netloom/mech-l2pop'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { Fleet, type Faults, type Truth } from '../../src/index.ts'

export interface LinuxBridgeFleetOptions {
  readonly seed: number
  readonly hosts: number
  readonly responder: Truth['responder']
  readonly faults?: Faults
}

/** The tutorial's drivers on simulated hosts. */
export async function linuxBridgeFleet({ responder, ...options }: LinuxBridgeFleetOptions): Promise<Fleet> {
  const fleet = new Fleet({
    ...options,
    store: sqliteStore(':memory:'),
    modules: () => [vxlan({ vniRanges: [[100, 200]] }), linuxbridge(), l2population()],
    renderer: ({ vtep }) =>
      linuxBridgeRenderer({ localIp: vtep, underlay: 'eth0', l2Population: true, arpResponder: responder }),
  })
  await fleet.open()
  return fleet
}
