import { BadRequestError, ConflictError, NotFoundError } from './networking-error.ts'

export class SubnetpoolNotFoundError extends NotFoundError {
  readonly code = 'SubnetPoolNotFound'
  constructor(readonly subnetpoolId: string) {
    super(`Subnet pool ${subnetpoolId} could not be found.`)
  }
}

export class EmptySubnetpoolPrefixListError extends BadRequestError {
  readonly code = 'EmptySubnetPoolPrefixList'
  constructor() {
    super('Empty subnet pool prefix list.')
  }
}

export class PrefixVersionMismatchError extends BadRequestError {
  readonly code = 'PrefixVersionMismatch'
  constructor() {
    super('Cannot mix IPv4 and IPv6 prefixes in a subnet pool.')
  }
}

/** Prefix lengths that contradict each other. */
export class IllegalSubnetpoolPrefixBoundsError extends BadRequestError {
  readonly code = 'IllegalSubnetPoolPrefixBounds'
  constructor(what: string, length: number, bound: string, boundLength: number) {
    super(`Illegal prefix bounds: ${what}=${String(length)}, ${bound}=${String(boundLength)}.`)
  }
}

export class IllegalSubnetpoolPrefixUpdateError extends BadRequestError {
  readonly code = 'IllegalSubnetPoolPrefixUpdate'
  constructor(problem: string) {
    super(`Illegal update to prefixes: ${problem}.`)
  }
}

export class IllegalSubnetpoolUpdateError extends BadRequestError {
  readonly code = 'IllegalSubnetPoolUpdate'
  constructor(reason: string) {
    super(`Illegal subnetpool update : ${reason}.`)
  }
}

export class SubnetpoolDeleteError extends BadRequestError {
  readonly code = 'SubnetPoolDeleteError'
  constructor(readonly subnetpoolId: string) {
    super('Unable to delete subnet pool: Subnet pool has existing allocations.')
  }
}

/** A text that is no prefix, where Neutron has no better word. */
export class PrefixFormatError extends BadRequestError {
  readonly code = 'AddrFormatError'
  constructor(readonly prefix: string) {
    super(`invalid IPNetwork ${prefix}`)
  }
}

/** The pool has nothing left that fits. Neutron answers this with 500; a request that others can make impossible is a conflict. */
export class SubnetAllocationError extends ConflictError {
  readonly code = 'SubnetAllocationError'
  constructor(reason: string) {
    super(`Failed to allocate subnet: ${reason}.`)
  }
}

export class MinPrefixSubnetAllocationError extends BadRequestError {
  readonly code = 'MinPrefixSubnetAllocationError'
  constructor(length: number, minimum: number) {
    super(
      `Unable to allocate subnet with prefix length ${String(length)}, minimum allowed prefix is ${String(minimum)}.`,
    )
  }
}

export class MaxPrefixSubnetAllocationError extends BadRequestError {
  readonly code = 'MaxPrefixSubnetAllocationError'
  constructor(length: number, maximum: number) {
    super(
      `Unable to allocate subnet with prefix length ${String(length)}, maximum allowed prefix is ${String(maximum)}.`,
    )
  }
}

export class SubnetpoolQuotaExceededError extends ConflictError {
  readonly code = 'SubnetPoolQuotaExceeded'
  constructor() {
    super('Per-tenant subnet pool prefix quota exceeded.')
  }
}

/** Subnets of one network and IP version come out of one pool, or all out of none. */
export class NetworkSubnetpoolAffinityError extends BadRequestError {
  readonly code = 'NetworkSubnetPoolAffinityError'
  constructor() {
    super('Subnets hosted on the same network must be allocated from the same subnet pool.')
  }
}

/** What a request for a subnet says contradicts itself. */
export class BadSubnetRequestError extends BadRequestError {
  readonly code = 'BadRequest'
  constructor(problem: string) {
    super(`Bad subnets request: ${problem}.`)
  }
}
