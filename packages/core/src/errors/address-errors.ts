import { BadRequestError, ConflictError } from './networking-error.ts'

/** An address asked for by name that somebody holds. */
export class IpAddressAlreadyAllocatedError extends ConflictError {
  readonly code = 'IpAddressAlreadyAllocated'
  constructor(
    readonly ipAddress: string,
    readonly subnetId: string,
  ) {
    super(`IP address ${ipAddress} already allocated in subnet ${subnetId}`)
  }
}

/** An address asked for by name on a subnet whose addresses are made of MACs. */
export class AllocationOnAutoAddressSubnetError extends BadRequestError {
  readonly code = 'AllocationOnAutoAddressSubnet'
  constructor(
    readonly ipAddress: string,
    readonly subnetId: string,
  ) {
    super(
      `IPv6 address ${ipAddress} cannot be directly assigned to a port on subnet ${subnetId} ` +
        'as the subnet is configured for automatic addresses',
    )
  }
}

/** No subnet of the network has a free address of a needed version. */
export class IpAddressGenerationFailureError extends ConflictError {
  readonly code = 'IpAddressGenerationFailure'
  constructor(readonly networkId: string) {
    super(`No more IP addresses available on network ${networkId}.`)
  }
}

/** The network's subnets are all kept for device owners of other kinds. */
export class NoMatchingSubnetError extends ConflictError {
  readonly code = 'IpAddressGenerationFailureNoMatchingSubnet'
  constructor(
    readonly networkId: string,
    readonly deviceOwner: string,
  ) {
    super(`No valid service subnet for the given device owner, network ${networkId}, service type ${deviceOwner}.`)
  }
}

export class InvalidIpForNetworkError extends BadRequestError {
  readonly code = 'InvalidIpForNetwork'
  constructor(readonly ipAddress: string) {
    super(`IP address ${ipAddress} is not a valid IP for any of the subnets on the specified network.`)
  }
}

export class InvalidIpForSubnetError extends BadRequestError {
  readonly code = 'InvalidIpForSubnet'
  constructor(readonly ipAddress: string) {
    super(`IP address ${ipAddress} is not a valid IP for the specified subnet.`)
  }
}
