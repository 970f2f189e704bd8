import type { DeviceKind } from '@netloom/core'
import type { OvsPortState, OvsVif } from '../states/ovs-port-state.ts'
import { applyPorts } from './apply-ports.ts'
import { describePort } from './describe-port.ts'
import { ORDER } from './apply-order.ts'
import { hasOldMark, otherAgent } from './mark.ts'
import { readPort } from './read-port.ts'
import { readDevices } from './read-devices.ts'
import { sameOtherConfig } from './port-other-config.ts'
import type { SwitchContext } from './switch-context.ts'
import { sameTunnel } from './tunnel-options.ts'

/** Cables between bridges, tunnels, and the devices of ports. */
export const ovsPortKind = (parts: SwitchContext): DeviceKind<OvsPortState> => ({
  kind: 'ovs-port',
  order: ORDER.port,
  key: (state) => `ovs-port ${state.name}`,
  equal,
  // None: a bridge that was there before us stays, and what we put into it must be taken out.
  parents: () => [],
  waitsFor: ({ name, port }) => (port.type === 'vif' ? name : undefined),
  commands: () => [],
  describe: (step) => describePort(step, parts.agent),
  apply: (steps, host) => applyPorts(steps, host, parts),
  read: async (host, scope) => {
    const { agent, database, vifs, vlans } = parts
    await database.current()
    const ports = [...database.replica.allPorts()].filter((port) => {
      if (otherAgent(port.external_ids, agent) !== undefined) return false
      if (scope?.devices === undefined) return true
      const device = database.replica.interfaceOf(port)
      return scope.devices.has(device === undefined ? port.name : vifs.nameOf(device))
    })
    const look = await readDevices(host, ports, database.replica, scope?.devices !== undefined)
    return ports.flatMap((port): readonly OvsPortState[] => {
      const state = readPort(port, database.replica, vlans, look)
      if (state === undefined) return []
      return [hasOldMark(port.external_ids, agent) ? { ...state, hasOldMark: true } : state]
    })
  },
})

function equal(desired: OvsPortState, actual: OvsPortState): boolean {
  if (desired.bridge !== actual.bridge || actual.fault !== undefined || actual.hasOldMark === true) return false
  const [a, b] = [desired.port, actual.port]
  if (a.type === 'vif') return b.type === 'vif' && sameVif(a, b)
  if (a.type === 'patch')
    return b.type === 'patch' && a.peer === b.peer && (a.floodsGroups !== true || b.floodsGroups === true)
  return b.type !== 'vif' && b.type !== 'patch' && sameTunnel(a, b)
}

const sameVif = (desired: OvsVif, actual: OvsVif): boolean =>
  desired.portId === actual.portId &&
  desired.mac.toLowerCase() === actual.mac.toLowerCase() &&
  desired.up === actual.up &&
  (desired.mtu === undefined || actual.mtu === undefined || desired.mtu === actual.mtu) &&
  desired.vlan.segmentId === actual.vlan.segmentId &&
  desired.isolated === actual.isolated &&
  sameOtherConfig(desired.memory, actual.memory)
