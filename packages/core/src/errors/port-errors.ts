import { BadRequestError, ConflictError, ServiceUnavailableError } from './networking-error.ts'

/** Two pairs that are one, however they are written. */
export class DuplicateAddressPairError extends BadRequestError {
  readonly code = 'DuplicateAddressPairInRequest'
  constructor(mac: string, address: string) {
    super(`Request contains duplicate address pair: mac_address ${mac} ip_address ${address}.`)
  }
}

export class PortInUseError extends ConflictError {
  readonly code = 'PortInUse'
  constructor(
    readonly portId: string,
    networkId: string,
    deviceId: string,
  ) {
    super(
      `Unable to complete operation on port ${portId} for network ${networkId}. ` +
        `Port already has an attached device ${deviceId}.`,
    )
  }
}

export class PortBoundError extends ConflictError {
  readonly code = 'PortBound'
  constructor(
    readonly portId: string,
    vifType: string,
    oldMac: string,
    newMac: string,
  ) {
    super(
      `Unable to complete operation on port ${portId}, port is already bound, port type: ${vifType}, ` +
        `old_mac ${oldMac}, new_mac ${newMac}.`,
    )
  }
}

export class MacAddressInUseError extends ConflictError {
  readonly code = 'MacAddressInUse'
  constructor(
    readonly networkId: string,
    readonly macAddress: string,
  ) {
    super(`Unable to complete operation for network ${networkId}. The mac address ${macAddress} is in use.`)
  }
}

export class MacAddressGenerationFailureError extends ServiceUnavailableError {
  readonly code = 'MacAddressGenerationFailure'
  constructor(readonly networkId: string) {
    super(`Unable to generate unique mac on network ${networkId}.`)
  }
}

/** Pairs open the filter of port security, so there must be one. */
export class AddressPairAndPortSecurityRequiredError extends ConflictError {
  readonly code = 'AddressPairAndPortSecurityRequired'
  constructor() {
    super('Port Security must be enabled in order to have allowed address pairs on a port.')
  }
}

export class AllowedAddressPairExhaustedError extends BadRequestError {
  readonly code = 'AllowedAddressPairExhausted'
  constructor(limit: number) {
    super(`The number of allowed address pair exceeds the maximum ${String(limit)}.`)
  }
}
