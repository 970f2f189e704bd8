import { isIPv4 } from 'node:net'
import type { Network, Port } from '@netloom/core'
import { bridgeOf, isBoundTo, tapOf, vniOf, type CloudHost, type CloudState } from './cloud-state.ts'

/** Linux' own for VXLAN. */
const TUNNEL_PORT = 8472

/** Owners whose MAC is on several hosts at once; nobody may be told that it is on one (Neutron: distributed and HA routers). */
const EVERYWHERE = new Set(['network:router_interface_distributed', 'network:ha_router_replicated_interface'])

/** Nobody answers while an address may be anywhere: everybody is asked. */
const isOpen = ({ allowedAddressPairs, portSecurityEnabled, deviceOwner }: Port): boolean =>
  allowedAddressPairs.length > 0 ||
  EVERYWHERE.has(deviceOwner) ||
  (!portSecurityEnabled && !deviceOwner.startsWith('network:'))

/**
 * What a host with Linux bridges and L2 population must hold, one line per table row, straight from the API's objects and from
 * the devices that are plugged. Knows nothing of feeds and renderers.
 */
export function neutronTable(cloud: CloudState, host: CloudHost): ReadonlySet<string> {
  const lines = new Set<string>()
  for (const network of cloud.networks) {
    const ports = cloud.ports.filter(({ networkId }) => networkId === network.id)
    const own = ports.filter((port) => isBoundTo(port, host.name))
    const vni = vniOf(network)
    if (own.length === 0) continue
    const answers = cloud.arpResponder === 'suppress' && ports.some(isOpen) ? 'off' : cloud.arpResponder
    for (const line of deviceLines(cloud, host, network, own, answers, !ports.some(isOpen))) lines.add(line)
    if (vni === undefined) continue
    for (const line of populationLines(cloud, host, network, ports)) lines.add(line)
  }
  return lines
}

function* deviceLines(
  { arpResponder }: CloudState,
  { vtep, links }: CloudHost,
  network: Network,
  own: readonly Port[],
  answers: CloudState['arpResponder'],
  isFixed: boolean,
): Iterable<string> {
  const bridge = bridgeOf(network)
  const vni = vniOf(network)
  const mtu = `mtu ${String(network.mtu)}`
  yield `bridge ${bridge} ${mtu} for network/${network.id}`
  if (vni !== undefined) {
    const tunnel = `vni ${String(vni)} from ${vtep} in`
    const owner = `network/${network.id}`
    const proxies = answers === 'auto' ? 'proxy' : answers
    yield `vxlan vxlan-${String(vni)} ${tunnel} ${bridge} ${proxies} ${mtu} for ${owner}`
    if (answers === 'auto') {
      const passes = isFixed ? 'unanswerable' : 'questions'
      yield `vxlan flood-${String(vni)} ${tunnel} no bridge off ${mtu} for ${owner}`
      yield `past vxlan-${String(vni)} through flood-${String(vni)}: ${passes} for ${owner}`
    }
  }
  for (const port of own) {
    const state = port.adminStateUp ? 'up' : 'down'
    if (links.has(tapOf(port))) yield `port ${tapOf(port)} in ${bridge} ${state} ${mtu} for port/${port.id}`
    if (vni === undefined || arpResponder !== 'suppress') continue
    for (const { ipAddress } of port.fixedIps) yield `neighbour ${bridge} ${ipAddress} is ${port.macAddress}`
  }
}

function* populationLines(
  cloud: CloudState,
  host: CloudHost,
  network: Network,
  ports: readonly Port[],
): Iterable<string> {
  const device = `vxlan-${String(vniOf(network))}`
  const isAuto = cloud.arpResponder === 'auto'
  const answering = { auto: device, proxy: device, suppress: bridgeOf(network), off: undefined }[cloud.arpResponder]
  for (const other of cloud.hosts) {
    const active = ports.filter((port) => port.status === 'ACTIVE' && isBoundTo(port, other.name))
    if (other.name === host.name || active.length === 0) continue
    yield `flood ${device} to ${other.vtep}`
    // Beside the port of the tunnels that it listens at.
    if (isAuto) yield `flood flood-${String(vniOf(network))} to ${other.vtep} at ${String(TUNNEL_PORT)}`
    for (const { macAddress, fixedIps, deviceOwner } of active) {
      if (EVERYWHERE.has(deviceOwner) || fixedIps.length === 0) continue
      yield `fdb ${device} ${macAddress} behind ${other.vtep}`
      // A bridge answers for an address only when it knows behind which of its ports the MAC is.
      if (cloud.arpResponder === 'suppress') yield `bridge entry ${device} leads to ${macAddress}`
      if (answering === undefined) continue
      for (const { ipAddress } of fixedIps) {
        // Neighbour solicitations go past the proxy.
        if (!isAuto || isIPv4(ipAddress)) yield `neighbour ${answering} ${ipAddress} is ${macAddress}`
      }
      // A device that answers keeps to itself what it cannot answer, and IPv6 begins with the link-local address.
      const speaksIpv6 = fixedIps.some(({ ipAddress }) => ipAddress.includes(':'))
      if (cloud.arpResponder === 'proxy' && speaksIpv6)
        yield `neighbour ${answering} ${linkLocalOf(macAddress)} is ${macAddress}`
    }
  }
}

/** RFC 4291, appendix A. */
function linkLocalOf(mac: string): string {
  const digits = mac.replaceAll(':', '')
  const first = (Number.parseInt(digits.slice(0, 2), 16) ^ 2).toString(16).padStart(2, '0')
  const identifier = `${first}${digits.slice(2, 6)}fffe${digits.slice(6)}`
  const groups = [0, 4, 8, 12].map((at) => Number.parseInt(identifier.slice(at, at + 4), 16).toString(16))
  return `fe80::${groups.join(':')}`
}
