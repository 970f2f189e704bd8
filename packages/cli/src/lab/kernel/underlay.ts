import {
  HOST_NIC,
  OUTSIDE_GATEWAYS,
  OUTSIDE_PORT,
  OUTSIDE_SERVERS,
  outsideNetns,
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

/** Lines for `ip -batch` that make all namespaces of a lab's hosts, its underlay and the world outside. */
export function namespaceLines(lab: string, hosts: readonly LabHost[]): readonly string[] {
  return [underlayNetns(lab), outsideNetns(lab), ...hosts.map((host) => host.netns)].map(
    (netns) => `netns add ${netns}`,
  )
}

/**
 * Lines for the underlay's namespace: one switch for tunnels and one for the physical network, each with a cable to every
 * host, the second one to the world outside as well. Both ends are born inside namespaces.
 */
export function switchLines(lab: string, hosts: readonly LabHost[]): readonly string[] {
  return [
    'link set lo up',
    ...switchNamed(UNDERLAY_BRIDGE),
    ...switchNamed(PROVIDER_BRIDGE),
    `link add name ${OUTSIDE_PORT} type veth peer name ${HOST_NIC} netns ${outsideNetns(lab)}`,
    `link set ${OUTSIDE_PORT} master ${PROVIDER_BRIDGE} up`,
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

/** Lines for the namespace of the world outside: the gateway of external networks, and servers behind it. */
export const outsideLines = (): readonly string[] => [
  'link set lo up',
  `link set ${HOST_NIC} up`,
  ...OUTSIDE_GATEWAYS.map((address) => `addr add ${address} dev ${HOST_NIC}${noDad(address)}`),
  ...OUTSIDE_SERVERS.map((address) => `addr add ${address} dev lo`),
]

/** An address that is nobody else's is there at once. */
const noDad = (address: string): string => (address.includes(':') ? ' nodad' : '')

/**
 * Lines for one host's namespace: its VTEP address, unless a switch shall have it. There is no route out of the underlay, and
 * a host says nothing by itself on NICs that are its switch's.
 */
export function hostLines(host: LabHost): readonly string[] {
  const silent = ['link set lo up', `link set ${PROVIDER_NIC} addrgenmode none`, `link set ${PROVIDER_NIC} up`]
  if (host.hasOvs === true) return [...silent, `link set ${HOST_NIC} addrgenmode none`, `link set ${HOST_NIC} up`]
  return [
    ...silent,
    `link set ${HOST_NIC} address ${vtepMac(host.index)} up`,
    `addr add ${host.vtep}/${String(vtepPrefix(host.vtep))} dev ${HOST_NIC}${noDad(host.vtep)}`,
  ]
}
