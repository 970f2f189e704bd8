import { isIPv4 } from 'node:net'
import type { DeviceState, Port } from '@netloom/core'
import type { BridgePortState, FdbState, FloodState, NeighbourState, VxlanState } from '@netloom/dataplane'
import { tapOf, type CloudHost, type CloudState } from './cloud-state.ts'

/** Why a frame of one ACTIVE port would not come to another one of its network; by walking the tables of both hosts. */
export function unreachablePairs(cloud: CloudState): readonly string[] {
  const hosts = new Map(cloud.hosts.map((host) => [host.name, new Tables(host)]))
  const active = cloud.ports.filter(({ status }) => status === 'ACTIVE')
  return active.flatMap((from) =>
    active.flatMap((to) => {
      const here = hosts.get(from.binding.host)
      const there = hosts.get(to.binding.host)
      if (from.networkId !== to.networkId || here === there) return []
      if (here === undefined || there === undefined) return [`${from.id} or ${to.id} is ACTIVE on no host`]
      const problem = walk(here, from, there, to, cloud.arpResponder)
      return problem === undefined
        ? []
        : [`${from.id} on ${here.name} does not reach ${to.id} on ${there.name}: ${problem}`]
    }),
  )
}

function walk(
  here: Tables,
  from: Port,
  there: Tables,
  to: Port,
  arpResponder: CloudState['arpResponder'],
): string | undefined {
  const bridge = here.bridgeOf(tapOf(from))
  if (bridge === undefined) return 'its device is in no bridge'
  const tunnel = here.tunnelIn(bridge)
  if (tunnel === undefined) return 'no tunnel in its bridge'
  const unicast = here.vtepOf(tunnel.name, to.macAddress)
  const goesTo = unicast === undefined ? here.floods(tunnel.name) : [unicast]
  if (!goesTo.includes(there.vtep)) return `frames go to ${goesTo.join(', ') || 'nowhere'}, not to ${there.vtep}`
  const end = there.tunnelOf(tunnel.vni)
  if (end?.localIp !== there.vtep) return 'no tunnel ends there'
  if (there.bridgeOf(tapOf(to)) !== end.bridge) return 'its device is not in the bridge of the tunnel'
  // Without an entry the tunnel device swallows requests; a bridge would flood them. Those of IPv6 may go past it.
  if ((arpResponder !== 'proxy' && arpResponder !== 'auto') || unicast === undefined) return undefined
  const asked = to.fixedIps.filter(({ ipAddress }) => arpResponder === 'proxy' || isIPv4(ipAddress))
  const silent = asked.find(({ ipAddress }) => here.answer(tunnel.name, ipAddress) !== to.macAddress)
  return silent === undefined ? undefined : `nobody answers for ${silent.ipAddress}`
}

class Tables {
  constructor(private readonly host: CloudHost) {}

  get name(): string {
    return this.host.name
  }

  get vtep(): string {
    return this.host.vtep
  }

  bridgeOf(device: string): string | undefined {
    return this.find<BridgePortState>('bridge-port', (port) => port.device === device && port.up)?.bridge
  }

  tunnelIn(bridge: string): VxlanState | undefined {
    return this.find<VxlanState>('vxlan', (tunnel) => tunnel.bridge === bridge)
  }

  tunnelOf(vni: number): VxlanState | undefined {
    return this.find<VxlanState>('vxlan', ({ vni: own, bridge }) => own === vni && bridge !== undefined)
  }

  vtepOf(device: string, mac: string): string | undefined {
    return this.find<FdbState>('fdb', (entry) => entry.device === device && entry.mac === mac)?.dst
  }

  floods(device: string): readonly string[] {
    return this.all<FloodState>('flood', (entry) => entry.device === device).map(({ dst }) => dst)
  }

  answer(device: string, ip: string): string | undefined {
    return this.find<NeighbourState>('neighbour', (entry) => entry.device === device && entry.ip === ip)?.mac
  }

  private find<S extends DeviceState>(kind: S['kind'], matches: (state: S) => boolean): S | undefined {
    return this.all<S>(kind, matches)[0]
  }

  private all<S extends DeviceState>(kind: S['kind'], matches: (state: S) => boolean): readonly S[] {
    return this.host.states.filter((state): state is S => state.kind === kind && matches(state as S))
  }
}
