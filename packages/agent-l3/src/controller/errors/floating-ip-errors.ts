import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'

export class FloatingIpNotFoundError extends NotFoundError {
  readonly code = 'FloatingIPNotFound'
  constructor(readonly floatingIpId: string) {
    super(`Floating IP ${floatingIpId} could not be found`)
  }
}

export class ExternalGatewayForFloatingIpNotFoundError extends NotFoundError {
  readonly code = 'ExternalGatewayForFloatingIPNotFound'
  constructor(networkId: string, subnetId: string, portId: string) {
    super(
      `External network ${networkId} is not reachable from subnet ${subnetId}.  Therefore, cannot associate Port ` +
        `${portId} with a Floating IP.`,
    )
  }
}

export interface TakenAddress {
  readonly id: string
  readonly floatingIpAddress: string | null
  readonly floatingNetworkId: string
  readonly portId: string
  readonly fixedIpAddress: string
}

export class FloatingIpPortAlreadyAssociatedError extends ConflictError {
  readonly code = 'FloatingIPPortAlreadyAssociated'
  constructor({ id, floatingIpAddress, floatingNetworkId, portId, fixedIpAddress }: TakenAddress) {
    super(
      `Cannot associate floating IP ${floatingIpAddress ?? 'None'} (${id}) with port ${portId} using fixed IP ` +
        `${fixedIpAddress}, as that fixed IP already has a floating IP on external network ${floatingNetworkId}.`,
    )
  }
}

export class ExternalIpAddressExhaustedError extends BadRequestError {
  readonly code = 'ExternalIpAddressExhausted'
  constructor(networkId: string) {
    super(`Unable to find any IP address on external network ${networkId}.`)
  }
}

/** A port that carries the floating IP of another project. */
export class FipAssociatedError extends ConflictError {
  readonly code = 'FipAssociated'
  constructor(portId: string) {
    super(`Unable to complete the operation on port "${portId}" because the port still has an associated floating IP.`)
  }
}
