import type { PlannedTrace } from '../../trace/plan-trace.ts'
import { ovsDirectory } from '../openvswitch/ovs-directory.ts'
import { ovsTool } from '../openvswitch/ovs-tool.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'
import { tapName } from '../state/names.ts'

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp', 132: 'sctp' }

/** Whether the flows of the sending host drop the packet, as `ofproto/trace` says. @throws {Failure} when it cannot be asked */
export async function traceFlows(host: LabHost, planned: PlannedTrace, state: LabState): Promise<boolean> {
  const said = await ovsTool(ovsDirectory(state, host.name), 'ovs-appctl', ['ofproto/trace', 'br-int', flowOf(planned)])
  const actions = said.split('\n').filter((line) => line.startsWith('Datapath actions:'))
  return actions.at(-1)?.endsWith(' drop') ?? true
}

function flowOf({ from, frame: { sourceMac, ip }, destinationMac }: PlannedTrace): string {
  const isV6 = ip?.source.includes(':') ?? false
  const [src, dst] = isV6 ? ['ipv6_src', 'ipv6_dst'] : ['nw_src', 'nw_dst']
  const name = NAMES[ip?.protocol ?? 0]
  const match =
    name === undefined ? `${isV6 ? 'ipv6' : 'ip'},nw_proto=${String(ip?.protocol ?? 0)}` : `${name}${isV6 ? '6' : ''}`
  const ports =
    ip?.destinationPort === undefined
      ? []
      : [`tp_src=${String(ip.sourcePort ?? 0)}`, `tp_dst=${String(ip.destinationPort)}`]
  const type = isV6 ? 'icmpv6' : 'icmp'
  const icmp =
    ip?.icmpType === undefined
      ? []
      : [`${type}_type=${String(ip.icmpType)}`, `${type}_code=${String(ip.icmpCode ?? 0)}`]
  return [
    `in_port=${tapName(from.id)}`,
    `dl_src=${sourceMac}`,
    `dl_dst=${destinationMac}`,
    match,
    `${src}=${ip?.source ?? ''}`,
    `${dst}=${ip?.destination ?? ''}`,
    ...(name === undefined ? [] : ports),
    ...icmp,
  ].join(',')
}
