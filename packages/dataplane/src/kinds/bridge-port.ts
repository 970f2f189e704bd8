import type { Command, DeviceKind, HostAccess, ReadScope } from '@netloom/core'
import { applyBridgePorts } from './apply-bridge-ports.ts'
import { bridgePortCommands, describeBridgePort, type BridgePortState } from './bridge-port-state.ts'
import { addressRows } from './host-addresses.ts'
import { readLinks } from './link.ts'
import { vlanOwner } from './mark.ts'

export const bridgePortKindOf = (agent?: string): DeviceKind<BridgePortState> => ({
  kind: 'bridge-port',
  order: 30,
  key: (state) => `bridge-port ${state.device}`,
  equal: (desired, actual) =>
    actual.hasOldMark !== true &&
    (desired.movesAddresses !== true || actual.fault === undefined) &&
    desired.bridge === actual.bridge &&
    desired.owner === actual.owner &&
    desired.up === actual.up &&
    (desired.mtu === undefined || desired.mtu === actual.mtu),
  // None: when the bridge goes the device stays, and must be given back.
  parents: () => [],
  waitsFor: (state) => state.device,
  commands: (step): readonly Command[] => bridgePortCommands(step, agent),
  describe: (step) => describeBridgePort(step, agent),
  apply: applyBridgePorts,
  read: readBridgePorts,
})

/** Names no agent. */
export const bridgePortKind: DeviceKind<BridgePortState> = bridgePortKindOf()

async function readBridgePorts(host: HostAccess, scope?: ReadScope): Promise<readonly BridgePortState[]> {
  const ports = (await readLinks(host, scope)).flatMap(
    ({ name, type, mark, hasOldMark, master, mtu, up }): readonly BridgePortState[] =>
      mark === undefined ||
      master === undefined ||
      type === 'vxlan' ||
      type === 'bridge' ||
      vlanOwner(mark) !== undefined
        ? []
        : [
            {
              kind: 'bridge-port',
              device: name,
              bridge: master,
              owner: mark.owner,
              mtu,
              up,
              ...(hasOldMark && { hasOldMark }),
            },
          ],
  )
  return Promise.all(
    ports.map(async (port): Promise<BridgePortState> => {
      // Of a network, and no port of it: an interface of the host.
      if (!port.owner.startsWith('network/')) return port
      const left = await addressRows(host, port.device)
      return { ...port, movesAddresses: true, ...(left.length > 0 && { fault: 'has addresses of its own' }) }
    }),
  )
}
