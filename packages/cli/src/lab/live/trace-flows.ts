import type { TraceQuestion } from '@netloom/core'
import { PROVIDER_OVS_BRIDGE } from '../openvswitch/ovs-bridges.ts'
import { ovsDirectory } from '../openvswitch/ovs-directory.ts'
import { ovsTool, ovsVsctl } from '../openvswitch/ovs-tool.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'
import { tapName } from '../state/names.ts'
import { type FlowFate, flowFate } from './flow-fate.ts'

type FrameIp = NonNullable<TraceQuestion['frame']['ip']>

const SCTP = 132
const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp', 132: 'sctp' }

/** What the flows of the sending host do with the packet, as `ofproto/trace` says. @throws {Failure} when it cannot be asked */
export const traceLeaving = (host: LabHost, question: TraceQuestion, state: LabState): Promise<FlowFate> =>
  trace(host, state, [`in_port=${tapName(question.portId)}`, flowOf(question)])

/**
 * The same of the host that it comes to: by a tunnel in the VLAN that its network has there, else as it is on the physical network.
 * @throws {Failure}
 */
export async function traceArriving(
  host: LabHost,
  question: TraceQuestion,
  state: LabState,
  isPhysical: boolean,
): Promise<FlowFate> {
  const vlan = await columnOf(host, state, question.portId, isPhysical ? SEGMENTATION_ID : 'tag')
  const isThere = vlan !== '' || (await columnOf(host, state, question.portId, 'tag')) !== ''
  // A device that is not there, a router's that is down: nothing leads to it.
  if (!isThere) return { isDropped: true, met: [] }
  const way = isPhysical ? `int-${PROVIDER_OVS_BRIDGE}` : 'patch-tun'
  // A flat network has no number, and its frames no tag.
  return trace(host, state, [`in_port=${way}`, vlan === '' ? 'vlan_tci=0' : `dl_vlan=${vlan}`, flowOf(question)])
}

/** Number of a port's segment outside of this host. */
const SEGMENTATION_ID = 'other_config:segmentation_id'

/** A number of the port's row; '' = it has none, or there is no such port. */
async function columnOf(host: LabHost, state: LabState, portId: string, column: string): Promise<string> {
  const args = ['--if-exists', 'get', 'Port', tapName(portId), column]
  return (await ovsVsctl(ovsDirectory(state, host.name), args)).trim().replaceAll('"', '')
}

const trace = async (host: LabHost, state: LabState, match: readonly string[]): Promise<FlowFate> =>
  flowFate(await ovsTool(ovsDirectory(state, host.name), 'ovs-appctl', ['ofproto/trace', 'br-int', match.join(',')]))

function flowOf({ frame: { sourceMac, ip }, destinationMac }: TraceQuestion): string {
  const isV6 = ip?.source.includes(':') ?? false
  const [src, dst] = isV6 ? ['ipv6_src', 'ipv6_dst'] : ['nw_src', 'nw_dst']
  const name = NAMES[ip?.protocol ?? 0]
  const match =
    name === undefined ? `${isV6 ? 'ipv6' : 'ip'},nw_proto=${String(ip?.protocol ?? 0)}` : `${name}${isV6 ? '6' : ''}`
  const ports =
    ip?.destinationPort === undefined
      ? []
      : // `tp_src` is that of TCP alone.
        [`${name ?? ''}_src=${String(ip.sourcePort ?? 0)}`, `${name ?? ''}_dst=${String(ip.destinationPort)}`]
  const type = isV6 ? 'icmpv6' : 'icmp'
  const icmp =
    ip?.icmpType === undefined
      ? []
      : [`${type}_type=${String(ip.icmpType)}`, `${type}_code=${String(ip.icmpCode ?? 0)}`]
  return [
    `dl_src=${sourceMac}`,
    `dl_dst=${destinationMac}`,
    match,
    `${src}=${ip?.source ?? ''}`,
    `${dst}=${ip?.destination ?? ''}`,
    ...(name === undefined ? [] : ports),
    ...icmp,
    ...(ip === undefined ? [] : connectionOf(ip)),
  ].join(',')
}

/** As connection tracking would see it, which a trace does not ask: a new connection, seen from where it begins. */
function connectionOf({ source, destination, protocol, ...ip }: FrameIp): readonly string[] {
  const family = source.includes(':') ? 'ct_ipv6' : 'ct_nw'
  const [from, to] = [ip.sourcePort ?? ip.icmpType, ip.destinationPort ?? ip.icmpCode]
  return [
    'ct_state=trk|new',
    `${family}_src=${source}`,
    `${family}_dst=${destination}`,
    `ct_nw_proto=${String(protocol)}`,
    ...(from === undefined || protocol === SCTP ? [] : [`ct_tp_src=${String(from)}`, `ct_tp_dst=${String(to ?? 0)}`]),
  ]
}
