import { HOST_NIC, UNDERLAY_BRIDGE, switchPort, underlayNetns } from './names.ts'
import { vtepPrefix } from './lab-hosts.ts'
import type { LabHost } from './lab-state.ts'

/** Lines for `ip -batch` that make all namespaces of a lab's hosts and its underlay. */
export function namespaceLines(lab: string, hosts: readonly LabHost[]): readonly string[] {
  return [underlayNetns(lab), ...hosts.map((host) => host.netns)].map((netns) => `netns add ${netns}`)
}

/** Lines for the underlay's namespace: one switch, one cable to each host. Both ends are born inside namespaces. */
export function switchLines(hosts: readonly LabHost[]): readonly string[] {
  return [
    'link set lo up',
    `link add name ${UNDERLAY_BRIDGE} type bridge forward_delay 0 mcast_snooping 0`,
    `link set ${UNDERLAY_BRIDGE} up`,
    ...hosts.flatMap(({ index, netns }) => [
      `link add name ${switchPort(index)} type veth peer name ${HOST_NIC} netns ${netns}`,
      `link set ${switchPort(index)} master ${UNDERLAY_BRIDGE} up`,
    ]),
  ]
}

/** Lines for one host's namespace: its VTEP address. There is no route out of the underlay. */
export function hostLines(host: LabHost): readonly string[] {
  const noDad = host.vtep.includes(':') ? ' nodad' : ''
  return [
    'link set lo up',
    `link set ${HOST_NIC} up`,
    `addr add ${host.vtep}/${String(vtepPrefix(host.vtep))} dev ${HOST_NIC}${noDad}`,
  ]
}
