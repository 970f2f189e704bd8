import type { TraceQuestion } from '@netloom/core'
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

/** The same of the host that it comes to by a tunnel, in the VLAN that its network has there. @throws {Failure} */
export async function traceArriving(host: LabHost, question: TraceQuestion, state: LabState): Promise<FlowFate> {
  const tap = tapName(question.portId)
  const vlan = await ovsVsctl(ovsDirectory(state, host.name), ['--if-exists', 'get', 'Port', tap, 'tag'])
  // A device that is not there, a router's that is down: nothing leads to it.
  if (vlan.trim() === '') return { isDropped: true, met: [] }
  return trace(host, state, ['in_port=patch-tun', `dl_vlan=${vlan.trim()}`, flowOf(question)])
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
