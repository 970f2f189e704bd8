import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'

export class RouterInterfaceNotFoundError extends NotFoundError {
  readonly code = 'RouterInterfaceNotFound'
  constructor(routerId: string, portId: string) {
    super(`Router ${routerId} does not have an interface with id ${portId}`)
  }
}

export class RouterInterfaceNotFoundForSubnetError extends NotFoundError {
  readonly code = 'RouterInterfaceNotFoundForSubnet'
  constructor(routerId: string, subnetId: string) {
    super(`Router ${routerId} has no interface on subnet ${subnetId}`)
  }
}

export class SubnetMismatchForPortError extends BadRequestError {
  readonly code = 'SubnetMismatchForPort'
  constructor(portId: string, subnetId: string) {
    super(`Subnet on port ${portId} does not match the requested subnet ${subnetId}.`)
  }
}

const inUse = (routerId: string, subnetId: string, what: string): string =>
  `Router interface for subnet ${subnetId} on router ${routerId} cannot be deleted, as it is required by one or more ${what}.`

export class RouterInterfaceInUseByFloatingIpError extends ConflictError {
  readonly code = 'RouterInterfaceInUseByFloatingIP'
  constructor(routerId: string, subnetId: string) {
    super(inUse(routerId, subnetId, 'floating IPs'))
  }
}

export class RouterInterfaceInUseByRouteError extends ConflictError {
  readonly code = 'RouterInterfaceInUseByRoute'
  constructor(routerId: string, subnetId: string) {
    super(inUse(routerId, subnetId, 'routes'))
  }
}

/** A port that a router or a floating IP needs. */
export class ServicePortInUseError extends ConflictError {
  readonly code = 'ServicePortInUse'
  constructor(portId: string, reason: string) {
    super(`Port ${portId} cannot be deleted directly via the port API: ${reason}.`)
  }
}
