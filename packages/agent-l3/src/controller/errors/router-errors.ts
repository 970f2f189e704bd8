import { BadRequestError, ConflictError, type HostRoute, NotFoundError } from '@netloom/core'

/** Neutron: BadRequest of a resource. */
export class ResourceBadRequestError extends BadRequestError {
  readonly code = 'BadRequest'
  constructor(resource: 'router' | 'floatingip' | 'port' | 'port_forwarding' | 'conntrack_helper', problem: string) {
    super(`Bad ${resource} request: ${problem}.`)
  }
}

export class RouterNotFoundError extends NotFoundError {
  readonly code = 'RouterNotFound'
  constructor(readonly routerId: string) {
    super(`Router ${routerId} could not be found`)
  }
}

export class RouterInUseError extends ConflictError {
  readonly code = 'RouterInUse'
  constructor(
    readonly routerId: string,
    reason = 'still has ports',
  ) {
    super(`Router ${routerId} ${reason}`)
  }
}

export class RouterExternalGatewayInUseByFloatingIpError extends ConflictError {
  readonly code = 'RouterExternalGatewayInUseByFloatingIp'
  constructor(routerId: string, networkId: string) {
    super(
      `Gateway cannot be updated for router ${routerId}, since a gateway to external network ${networkId} is required ` +
        'by one or more floating IPs.',
    )
  }
}

export class ExternalNetworkInUseError extends ConflictError {
  readonly code = 'ExternalNetworkInUse'
  constructor(networkId: string) {
    super(
      `External network ${networkId} cannot be updated to be made non-external, since it has existing gateway ports.`,
    )
  }
}

export class InvalidRoutesError extends BadRequestError {
  readonly code = 'InvalidRoutes'
  constructor(routes: readonly HostRoute[], reason: string) {
    const texts = routes.map(({ destination, nexthop }) => `{'destination': '${destination}', 'nexthop': '${nexthop}'}`)
    super(`Invalid format for routes: [${texts.join(', ')}], ${reason}`)
  }
}

export class RoutesExhaustedError extends BadRequestError {
  readonly code = 'RoutesExhausted'
  constructor(routerId: string, limit: number) {
    super(`Unable to complete operation for ${routerId}. The number of routes exceeds the maximum ${String(limit)}.`)
  }
}
