import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { Rendered } from '@netloom/core'
import { canonicalIp } from '../states/canonical-ip.ts'
import { TUNNEL_TABLES, type TunnelSettings, type TunnelType } from '../options/renderer-options.ts'
import type { OvsPortState } from '../states/ovs-port-state.ts'
import { TUN, flow, resubmit } from './flows.ts'

const LONGEST = 15

/** A way to one remote endpoint, for any number of networks. */
export interface Tunnel {
  /** Name of its port on the tunnel bridge. */
  readonly port: string
  /** The port, and what becomes of packets that come in by it. */
  readonly rendered: readonly Rendered[]
}

/** A thousand ports behind one endpoint share its tunnel: the states of it are made once, and are equal at a glance. */
const made = new WeakMap<TunnelSettings, Map<string, Tunnel | undefined>>()
const MOST_MADE = 10_000

/** undefined for this host's own endpoint, for one of another IP version, and for types that do not end here. */
export function tunnelTo(tunnels: TunnelSettings, type: string, vtep: string): Tunnel | undefined {
  const known = made.get(tunnels) ?? new Map<string, Tunnel | undefined>()
  made.set(tunnels, known)
  const place = `${type} ${vtep}`
  if (known.has(place)) return known.get(place)
  if (known.size >= MOST_MADE) known.clear()
  const tunnel = makeTunnel(tunnels, type, vtep)
  known.set(place, tunnel)
  return tunnel
}

function makeTunnel(tunnels: TunnelSettings, type: string, vtep: string): Tunnel | undefined {
  const known = tunnels.types.find((one) => one === type)
  // One spelling, or one endpoint would have two ports.
  const [localIp, remoteIp] = [canonicalIp(tunnels.localIp), canonicalIp(vtep)]
  if (known === undefined || remoteIp === localIp || isIP(remoteIp) !== isIP(localIp)) return undefined
  const { bridge, vxlanUdpPort, dontFragment, checksum, tos } = tunnels
  const name = tunnelName(known, remoteIp)
  const state: OvsPortState = {
    kind: 'ovs-port',
    bridge,
    name,
    port: {
      type: known,
      localIp,
      remoteIp,
      ...(known === 'vxlan' && { dstPort: vxlanUdpPort }),
      dontFragment,
      checksum,
      ...(tos !== undefined && { tos }),
    },
  }
  const rule = 'packets out of a tunnel go to the table of its type'
  const inbound = flow(bridge, [TUN.classify, 1], { inPort: name }, [resubmit(TUNNEL_TABLES[known])], rule)
  return { port: name, rendered: [{ state, rule: 'a tunnel to another host' }, inbound] }
}

/** As in Neutron: the type and the IPv4 address in hexadecimal; of an IPv6 address a hash, as far as it fits. */
export function tunnelName(type: TunnelType, vtep: string): string {
  if (isIP(vtep) === 4) {
    const digits = vtep.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))
    return `${type}-${digits.join('')}`
  }
  return `${type}-${createHash('sha1').update(vtep).digest('hex')}`.slice(0, LONGEST)
}
