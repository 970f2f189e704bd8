import { BadRequestError, ConflictError } from './networking-error.ts'

export class SubnetInUseError extends ConflictError {
  readonly code = 'SubnetInUse'
  constructor(
    readonly subnetId: string,
    readonly portIds: readonly string[],
  ) {
    super(
      `Unable to complete operation on subnet ${subnetId}: One or more ports have an IP allocation from this subnet: ` +
        `${portIds.join(', ')}.`,
    )
  }
}

export class InvalidAllocationPoolError extends BadRequestError {
  readonly code = 'InvalidAllocationPool'
  constructor(readonly pool: string) {
    super(`The allocation pool ${pool} is not valid.`)
  }
}

export class OutOfBoundsAllocationPoolError extends BadRequestError {
  readonly code = 'OutOfBoundsAllocationPool'
  constructor(
    readonly pool: string,
    readonly cidr: string,
  ) {
    super(`The allocation pool ${pool} spans beyond the subnet cidr ${cidr}.`)
  }
}

export class OverlappingAllocationPoolsError extends ConflictError {
  readonly code = 'OverlappingAllocationPools'
  constructor(pool: string, other: string, cidr: string) {
    super(`Found overlapping allocation pools: ${pool} ${other} for subnet ${cidr}.`)
  }
}

export class GatewayConflictWithAllocationPoolsError extends ConflictError {
  readonly code = 'GatewayConflictWithAllocationPools'
  constructor(
    readonly gatewayIp: string,
    readonly pool: string,
  ) {
    super(`Gateway ip ${gatewayIp} conflicts with allocation pool ${pool}.`)
  }
}

export class GatewayIpInUseError extends ConflictError {
  readonly code = 'GatewayIpInUse'
  constructor(
    readonly gatewayIp: string,
    readonly portId: string,
  ) {
    super(`Current gateway ip ${gatewayIp} already in use by port ${portId}. Unable to update.`)
  }
}

export class InvalidSubnetServiceTypeError extends BadRequestError {
  readonly code = 'InvalidSubnetServiceType'
  constructor(readonly serviceType: string) {
    super(`Subnet service type ${serviceType} does not correspond to a valid device owner.`)
  }
}

export class DnsNameserversExhaustedError extends BadRequestError {
  readonly code = 'DNSNameServersExhausted'
  constructor(subnet: string, limit: number) {
    super(
      `Unable to complete operation for ${subnet}. The number of DNS nameservers exceeds the limit ${String(limit)}.`,
    )
  }
}

export class HostRoutesExhaustedError extends BadRequestError {
  readonly code = 'HostRoutesExhausted'
  constructor(subnet: string, limit: number) {
    super(`Unable to complete operation for ${subnet}. The number of host routes exceeds the limit ${String(limit)}.`)
  }
}
