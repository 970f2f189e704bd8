import type { Network, Port } from '@netloom/core'

/** A host as the truth sees it. */
export interface HostFacts {
  readonly name: string
  readonly vtep: string
  /** Whether the port's device is plugged in on this host. */
  readonly plugged: (portId: string) => boolean
}

export interface Truth {
  readonly networks: readonly Network[]
  readonly ports: readonly Port[]
  readonly hosts: readonly HostFacts[]
  /** Whether neighbours live on the VXLAN device (`proxy`) or on the bridge (`suppress`), there also those of local ports. */
  readonly responder: 'proxy' | 'suppress'
}

/**
 * Which tables a host with Linux bridges has at rest, written down from Neutron's rules and from what the API says, not from
 * our renderers. One line an entry, sorted: `fdb vxlan-100 MAC → VTEP`. Pure.
 */
export function expectedKernel(host: HostFacts, { networks, ports, hosts, responder }: Truth): readonly string[] {
  const lines: string[] = []
  for (const network of networks) {
    const members = ports.filter((port) => port.networkId === network.id && isBound(port))
    const here = members.filter((port) => port.binding.host === host.name)
    if (here.length === 0) continue
    const vxlan = `vxlan-${String(network.segments[0]?.segmentationId)}`
    const bridge = `brq${network.id.slice(0, 11)}`
    const neighbours = responder === 'proxy' ? vxlan : bridge
    lines.push(`bridge ${bridge}`, `vxlan ${vxlan} in ${bridge}`)
    for (const port of here) {
      if (host.plugged(port.id)) lines.push(`port tap${port.id.slice(0, 11)} in ${bridge}`)
      if (responder === 'suppress') lines.push(...addresses(port, neighbours))
    }
    for (const other of hosts) {
      if (other.name === host.name) continue
      const there = members.filter((port) => port.binding.host === other.name && port.status === 'ACTIVE')
      if (there.length > 0) lines.push(`flood ${vxlan} → ${other.vtep}`)
      for (const port of there) {
        if (port.fixedIps.length === 0) continue
        lines.push(`fdb ${vxlan} ${port.macAddress} → ${other.vtep}`, ...addresses(port, neighbours))
        // A bridge answers for an address only when it knows behind which of its ports the MAC is.
        if (responder === 'suppress') lines.push(`behind ${vxlan} ${port.macAddress}`)
      }
    }
  }
  return [...new Set(lines)].sort()
}

/** What the API must say of a port once everything is at rest and every process lives. */
export function expectedStatus(port: Port, hosts: readonly HostFacts[]): 'ACTIVE' | 'DOWN' {
  const host = hosts.find(({ name }) => name === port.binding.host)
  return isBound(port) && port.adminStateUp && host?.plugged(port.id) === true ? 'ACTIVE' : 'DOWN'
}

const isBound = (port: Port): boolean => port.binding.vifType === 'bridge'

const addresses = (port: Port, device: string): readonly string[] =>
  port.fixedIps.map(({ ipAddress }) => `neighbour ${device} ${ipAddress} → ${port.macAddress}`)
