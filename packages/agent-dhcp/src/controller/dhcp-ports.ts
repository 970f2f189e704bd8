import { adminContext, type FixedIpRequest, type Port, type ServiceEnvironment, type Subnet } from '@netloom/core'
import {
  DHCP_PORT_OWNER,
  dhcpDeviceId,
  findServicePort,
  isServicePort,
  RESERVED_DHCP_PORT,
  type ServiceDevice,
} from '@netloom/core/dhcp'
import { createHash } from 'node:crypto'

type Engine = Pick<ServiceEnvironment, 'store' | 'ports' | 'rows'>

/** What a server's port is made for. */
export interface ServerPlace {
  readonly networkId: string
  readonly projectId: string
  readonly host: string
  /** Subnets with DHCP. */
  readonly subnets: readonly Subnet[]
}

/**
 * Makes the port from which the DHCP server on a host answers be as it should: the one it has, else one that is reserved, else
 * a new one; an address in each subnet with DHCP, no port where there is none. Harmless when repeated, and by two controllers
 * at once: both would make the port with the same id.
 */
export async function ensureDhcpPort(engine: Engine, place: ServerPlace): Promise<void> {
  const { networkId, host, subnets } = place
  const server = serverOn(host, networkId)
  const { deviceId } = server
  const all = await serverPorts(engine, networkId)
  const own = findServicePort(all, server)
  const request = adminContext(place.projectId, 'req-dhcp')
  if (subnets.length === 0) {
    if (own !== undefined) await engine.ports.delete(request, own.id)
    return
  }
  const port = own ?? findServicePort(all, { ...server, deviceId: RESERVED_DHCP_PORT })
  if (port === undefined) {
    await engine.ports.create(request, {
      id: portIdOf(deviceId),
      networkId,
      projectId: place.projectId,
      deviceOwner: DHCP_PORT_OWNER,
      deviceId,
      host,
      fixedIps: subnets.map(({ id }) => ({ subnetId: id })),
    })
    return
  }
  const fixedIps = wantedAddresses(port, subnets)
  const isRight = isServicePort(port, server) && port.binding.host === host && fixedIps === undefined
  if (!isRight)
    await engine.ports.update(request, port.id, { deviceId, host, ...(fixedIps !== undefined && { fixedIps }) })
}

/**
 * The port of a server that does not serve any more waits for the next one, and keeps its addresses (Neutron does the same). It
 * is on no host: what was ACTIVE there is DOWN, also when the host is dead and says nothing of it.
 */
export async function reserveDhcpPort(engine: Engine, networkId: string, host: string): Promise<void> {
  const own = findServicePort(await serverPorts(engine, networkId), serverOn(host, networkId))
  if (own !== undefined)
    await engine.ports.update(adminContext('', 'req-dhcp'), own.id, { deviceId: RESERVED_DHCP_PORT, host: '' })
}

const serverOn = (host: string, networkId: string): ServiceDevice => ({
  deviceOwner: DHCP_PORT_OWNER,
  deviceId: dhcpDeviceId(host, networkId),
  networkId,
})

const serverPorts = ({ rows, store }: Engine, networkId: string): Promise<readonly Port[]> =>
  rows.portsOf(store.db, networkId, { deviceOwner: DHCP_PORT_OWNER })

/** Kept addresses, and one more for each subnet that has none; undefined = right already. */
function wantedAddresses(port: Port, subnets: readonly Subnet[]): readonly FixedIpRequest[] | undefined {
  const wanted = new Set(subnets.map(({ id }) => id))
  const kept = port.fixedIps.filter(({ subnetId }) => wanted.has(subnetId))
  const missing = subnets.filter(({ id }) => !kept.some(({ subnetId }) => subnetId === id))
  if (missing.length === 0 && kept.length === port.fixedIps.length) return undefined
  return [...kept, ...missing.map(({ id }) => ({ subnetId: id }))]
}

/** The same for all controllers: a UUID of version 8 (RFC 9562) out of the device id. */
function portIdOf(deviceId: string): string {
  const hash = createHash('sha256').update(deviceId).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
