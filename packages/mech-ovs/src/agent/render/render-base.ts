import type { Rendered } from '@netloom/core'
import { TUNNEL_TABLES, type RendererSettings, type TunnelSettings } from '../options/renderer-options.ts'
import type { OvsBridgeState } from '../states/ovs-bridge-state.ts'
import { BROADCAST, DEAD_VLAN, ETH_ARP, INT, MULTICAST, NORMAL, TUN, UNICAST, flow, resubmit } from './flows.ts'
import { cable } from './cable.ts'
import { providerPorts } from './provider-ports.ts'

/** Bridges, cables between them and the tables that every network goes through. */
export function renderBase(settings: RendererSettings): readonly Rendered[] {
  const { tunnels, integrationBridge, bridgeMappings } = settings
  return [
    bridge(integrationBridge, settings, 'ports of this host meet in one bridge'),
    ...integrationTables(integrationBridge),
    ...(tunnels === undefined ? [] : renderTunnelBridge(tunnels, settings)),
    ...Object.values(bridgeMappings).flatMap((provider) => renderProvider(provider, settings)),
  ]
}

function bridge(
  name: string,
  { datapathType, integrationBridge, igmpSnooping }: RendererSettings,
  rule: string,
): Rendered {
  const snooping = name === integrationBridge && igmpSnooping !== undefined ? { igmpSnooping } : {}
  const state: OvsBridgeState = { kind: 'ovs-bridge', name, datapathType, failMode: 'secure', ...snooping }
  return { state, rule }
}

function integrationTables(name: string): readonly Rendered[] {
  return [
    flow(name, [INT.classify, 65_535], { vlan: DEAD_VLAN }, [], 'a device that is not wired reaches nobody'),
    flow(name, [INT.classify, 0], {}, [resubmit(INT.switching)], 'what nothing else claims is switched'),
    flow(name, [INT.canary, 0], {}, [], 'a canary: without it the switch has lost its tables'),
    flow(name, [INT.arpSpoof, 0], {}, [], 'an ARP sender nobody vouches for'),
    flow(name, [INT.macSpoof, 2], {}, [resubmit(INT.switching)], 'a sender whose MAC may pass'),
    flow(name, [INT.switching, 3], {}, [NORMAL], 'frames are switched by MAC and local VLAN'),
  ]
}

function renderTunnelBridge(tunnels: TunnelSettings, settings: RendererSettings): readonly Rendered[] {
  const { bridge: name, inner, outer, types } = tunnels
  const fromHere = { inPort: inner }
  const learn = { type: 'learn-source', table: TUN.unicast, priority: 1, hardTimeout: 300 } as const
  return [
    bridge(name, settings, 'tunnels meet in a bridge of their own'),
    ...cable([settings.integrationBridge, outer], [name, inner], 'a cable between ports and tunnels', settings),
    flow(name, [TUN.classify, 1], fromHere, [resubmit(TUN.outbound)], 'frames of this host'),
    flow(name, [TUN.classify, 0], {}, [], 'whatever else comes in'),
    ...(settings.arpResponder
      ? [
          flow(
            name,
            [TUN.outbound, 1],
            { ethType: ETH_ARP, ethDst: BROADCAST },
            [resubmit(TUN.arp)],
            'requests may be answered here',
          ),
          flow(name, [TUN.arp, 0], {}, [resubmit(TUN.flood)], 'a request that nobody here can answer'),
        ]
      : []),
    flow(name, [TUN.outbound, 0], { ethDst: UNICAST }, [resubmit(TUN.unicast)], 'to one station'),
    flow(name, [TUN.outbound, 0], { ethDst: MULTICAST }, [resubmit(TUN.flood)], 'to many stations'),
    ...types.map((type) =>
      flow(name, [TUNNEL_TABLES[type], 0], {}, [], `${type} packets of networks that are not here`),
    ),
    flow(
      name,
      [TUN.learn, 1],
      {},
      [learn, { type: 'output', port: inner }],
      'what comes out of a tunnel is delivered, and its sender remembered',
    ),
    flow(name, [TUN.unicast, 0], {}, [resubmit(TUN.flood)], 'a station nobody knows'),
    flow(name, [TUN.flood, 0], {}, [], 'a network without other hosts'),
  ]
}

/** The operator's bridge of a physical network: only the cable to it and the flows for it are ours. */
function renderProvider(provider: string, settings: RendererSettings): readonly Rendered[] {
  const { integrationBridge } = settings
  const { ours, theirs } = providerPorts(provider)
  return [
    ...cable([integrationBridge, ours], [provider, theirs], 'a cable to the bridge of a physical network', settings),
    flow(integrationBridge, [INT.classify, 2], { inPort: ours }, [], 'VLANs of networks that are not here'),
    flow(provider, [0, 2], { inPort: theirs }, [], 'frames of networks that have no VLAN outside'),
    flow(provider, [0, 0], {}, [NORMAL], 'the physical network itself is switched'),
  ]
}
