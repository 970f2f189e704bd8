import {
  HOST_NIC,
  PROVIDER_BRIDGE,
  PROVIDER_NIC,
  UNDERLAY_BRIDGE,
  providerPort,
  switchPort,
  underlayNetns,
  vtepMac,
} from '../state/names.ts'
import { vtepPrefix } from '../state/lab-hosts.ts'
import type { LabHost } from '../state/lab-state.ts'

/** Lines for `ip -batch` that make all namespaces of a lab's hosts and its underlay. */
export function namespaceLines(lab: string, hosts: readonly LabHost[]): readonly string[] {
  return [underlayNetns(lab), ...hosts.map((host) => host.netns)].map((netns) => `netns add ${netns}`)
}

/**
 * Lines for the underlay's namespace: one switch for tunnels and one for the physical network, each with a cable to every
 * host. Both ends are born inside namespaces.
 */
export function switchLines(hosts: readonly LabHost[]): readonly string[] {
  return [
    'link set lo up',
    ...switchNamed(UNDERLAY_BRIDGE),
    ...switchNamed(PROVIDER_BRIDGE),
    ...hosts.flatMap(({ index, netns }) => [
      `link add name ${switchPort(index)} type veth peer name ${HOST_NIC} netns ${netns}`,
      `link set ${switchPort(index)} master ${UNDERLAY_BRIDGE} up`,
      `link add name ${providerPort(index)} type veth peer name ${PROVIDER_NIC} netns ${netns}`,
      `link set ${providerPort(index)} master ${PROVIDER_BRIDGE} up`,
    ]),
  ]
}

/** Frames pass with whatever tag they have: the switch does not look at it. */
const switchNamed = (name: string): readonly string[] => [
  `link add name ${name} type bridge forward_delay 0 mcast_snooping 0`,
  `link set ${name} up`,
]

/**
 * Lines for one host's namespace: its VTEP address, unless a switch shall have it. There is no route out of the underlay, and
 * a host says nothing by itself on NICs that are its switch's.
 */
export function hostLines(host: LabHost): readonly string[] {
  const silent = ['link set lo up', `link set ${PROVIDER_NIC} addrgenmode none`, `link set ${PROVIDER_NIC} up`]
  if (host.hasOvs === true) return [...silent, `link set ${HOST_NIC} addrgenmode none`, `link set ${HOST_NIC} up`]
  const noDad = host.vtep.includes(':') ? ' nodad' : ''
  return [
    ...silent,
    `link set ${HOST_NIC} address ${vtepMac(host.index)} up`,
    `addr add ${host.vtep}/${String(vtepPrefix(host.vtep))} dev ${HOST_NIC}${noDad}`,
  ]
}
