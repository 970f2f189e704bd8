import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'

export class AddressGroupNotFoundError extends NotFoundError {
  readonly code = 'AddressGroupNotFound'
  constructor(readonly addressGroupId: string) {
    super(`Address group ${addressGroupId} could not be found.`)
  }
}

export class AddressGroupInUseError extends ConflictError {
  readonly code = 'AddressGroupInUse'
  constructor(readonly addressGroupId: string) {
    super(`Address group ${addressGroupId} is in use on one or more security group rules.`)
  }
}

export class AddressesAlreadyExistError extends BadRequestError {
  readonly code = 'AddressesAlreadyExist'
  constructor(
    readonly addresses: readonly string[],
    addressGroupId: string,
  ) {
    super(`Addresses ${listed(addresses)} already exist in the address group ${addressGroupId}.`)
  }
}

export class AddressesNotFoundError extends NotFoundError {
  readonly code = 'AddressesNotFound'
  constructor(
    readonly addresses: readonly string[],
    addressGroupId: string,
  ) {
    super(`Addresses ${listed(addresses)} not found in the address group ${addressGroupId}.`)
  }
}

export class AddressFormatError extends BadRequestError {
  readonly code = 'AddrFormatError'
  constructor(text: string) {
    super(`invalid IPNetwork ${text}`)
  }
}

const listed = (addresses: readonly string[]): string => `[${addresses.map((one) => `'${one}'`).join(', ')}]`
