import { canonicalIp } from '../states/canonical-ip.ts'
import type { OvsTunnel } from '../states/ovs-port-state.ts'

/** `options` of a tunnel's interface: keys that each packet brings along, as Neutron sets them. */
export function writeTunnelOptions(tunnel: OvsTunnel): ReadonlyMap<string, string> {
  const { localIp, remoteIp, dstPort, dontFragment, checksum, tos } = tunnel
  const options = new Map([
    ['local_ip', canonicalIp(localIp)],
    ['remote_ip', canonicalIp(remoteIp)],
    ['in_key', 'flow'],
    ['out_key', 'flow'],
    ['df_default', String(dontFragment)],
  ])
  if (checksum) options.set('csum', 'true')
  if (dstPort !== undefined) options.set('dst_port', String(dstPort))
  if (tos !== undefined) options.set('tos', String(tos))
  return options
}

/** What a tunnel's interface says; undefined = it is no tunnel of our sort. */
export function readTunnel(type: string, options: ReadonlyMap<string, string>): OvsTunnel | undefined {
  if (type !== 'gre' && type !== 'vxlan' && type !== 'geneve') return undefined
  const dstPort = options.get('dst_port')
  const tos = options.get('tos')
  return {
    type,
    localIp: options.get('local_ip') ?? '',
    remoteIp: options.get('remote_ip') ?? '',
    ...(dstPort !== undefined && { dstPort: Number(dstPort) }),
    dontFragment: options.get('df_default') === 'true',
    checksum: options.get('csum') === 'true',
    ...(tos !== undefined && { tos: tos === 'inherit' ? ('inherit' as const) : Number(tos) }),
  }
}

/** Ports that OVS takes when none is told. */
const DEFAULT_PORT: Readonly<Record<OvsTunnel['type'], number | undefined>> = {
  gre: undefined,
  vxlan: 4_789,
  geneve: 6_081,
}

/** Whether two tunnels send and take the same packets; a port that is the type's own need not be said. */
export const sameTunnel = (a: OvsTunnel, b: OvsTunnel): boolean =>
  a.type === b.type &&
  canonicalIp(a.localIp) === canonicalIp(b.localIp) &&
  canonicalIp(a.remoteIp) === canonicalIp(b.remoteIp) &&
  (a.dstPort ?? DEFAULT_PORT[a.type]) === (b.dstPort ?? DEFAULT_PORT[b.type]) &&
  a.dontFragment === b.dontFragment &&
  a.checksum === b.checksum &&
  (a.tos ?? 0) === (b.tos ?? 0)
