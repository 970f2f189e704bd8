import { BadRequestError, ConflictError, NotFoundError } from './networking-error.ts'

export class AddressScopeNotFoundError extends NotFoundError {
  readonly code = 'AddressScopeNotFound'
  constructor(readonly addressScopeId: string) {
    super(`Address scope ${addressScopeId} could not be found.`)
  }
}

export class AddressScopeInUseError extends ConflictError {
  readonly code = 'AddressScopeInUse'
  constructor(readonly addressScopeId: string) {
    super(
      `Unable to complete operation on address scope ${addressScopeId}. There are one or more subnet pools in use on the ` +
        'address scope.',
    )
  }
}

export class AddressScopeUpdateError extends BadRequestError {
  readonly code = 'AddressScopeUpdateError'
  constructor(
    readonly addressScopeId: string,
    reason: string,
  ) {
    super(`Unable to update address scope ${addressScopeId} : ${reason}.`)
  }
}

/** Two pools of one scope would hold the same address. */
export class AddressScopePrefixConflictError extends ConflictError {
  readonly code = 'AddressScopePrefixConflict'
  constructor() {
    super('Failed to associate address scope: subnetpools within an address scope must have unique prefixes.')
  }
}

export class IllegalSubnetpoolIpVersionError extends BadRequestError {
  readonly code = 'IllegalSubnetPoolIpVersionAssociationToAddressScope'
  constructor(
    readonly subnetpoolId: string,
    readonly addressScopeId: string,
    scopeVersion: number,
  ) {
    super(
      `Illegal subnetpool association: subnetpool ${subnetpoolId} cannot associate with address scope ${addressScopeId} ` +
        `because subnetpool ip_version is not ${String(scopeVersion)}.`,
    )
  }
}

/** Subnets of one network and IP version would be in different scopes. */
export class NetworkAddressScopeAffinityError extends BadRequestError {
  readonly code = 'NetworkAddressScopeAffinityError'
  constructor() {
    super(
      'Subnets of the same address family hosted on the same network must all participate in the same address scope.',
    )
  }
}
