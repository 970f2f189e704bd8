/** What a service (a DHCP server, a router, a balancer) knows its own port by. */
export interface ServiceDevice {
  /** `network:…`: only who owns the network, and administrators, may write it. */
  readonly deviceOwner: string
  readonly deviceId: string
  readonly networkId: string
}

/** As much of a port as says whose it is. */
export interface OwnedPort {
  readonly id: string
  readonly deviceOwner: string
  readonly deviceId: string
  /** Absent where all ports at hand are of the one network. */
  readonly networkId?: string
}

/** `device_id` proves nothing by itself: a tenant may write any on a port of a shared network, and so take a service's place. */
export const isServicePort = (
  { deviceOwner, deviceId, networkId }: Omit<OwnedPort, 'id'>,
  service: ServiceDevice,
): boolean =>
  deviceOwner === service.deviceOwner &&
  deviceId === service.deviceId &&
  (networkId ?? service.networkId) === service.networkId

/** A service's own port; of several, everybody finds the same one, in whatever order they come. */
export function findServicePort<P extends OwnedPort>(ports: Iterable<P>, service: ServiceDevice): P | undefined {
  let found: P | undefined
  for (const port of ports)
    if (isServicePort(port, service) && (found === undefined || port.id < found.id)) found = port
  return found
}
