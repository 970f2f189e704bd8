import { BadRequestError, ConflictError, NotFoundError } from './networking-error.ts'

export class SegmentNotFoundError extends NotFoundError {
  readonly code = 'SegmentNotFound'
  constructor(readonly segmentId: string) {
    super(`Segment ${segmentId} could not be found.`)
  }
}

export class SegmentInUseError extends ConflictError {
  readonly code = 'SegmentInUse'
  constructor(
    readonly segmentId: string,
    reason: string,
  ) {
    super(`Segment '${segmentId}' cannot be deleted: ${reason}.`)
  }
}

/** A segment of another network. */
export class NetworkIdsDontMatchError extends BadRequestError {
  readonly code = 'NetworkIdsDontMatch'
  constructor(networkId: string, segmentId: string) {
    super(`The subnet's network id, '${networkId}', doesn't match the network_id of segment '${segmentId}'`)
  }
}

export class SubnetsNotAllAssociatedWithSegmentsError extends BadRequestError {
  readonly code = 'SubnetsNotAllAssociatedWithSegments'
  constructor(readonly networkId: string) {
    super(
      `All of the subnets on network '${networkId}' must either all be associated with segments or all not associated ` +
        'with any segment.',
    )
  }
}

export class SubnetSegmentAssociationChangeNotAllowedError extends BadRequestError {
  readonly code = 'SubnetSegmentAssociationChangeNotAllowed'
  constructor() {
    super('A subnet that is already associated with a segment cannot have its segment association changed.')
  }
}

export class NoUpdateSubnetWhenMultipleSegmentsError extends BadRequestError {
  readonly code = 'NoUpdateSubnetWhenMultipleSegmentsOnNetwork'
  constructor(readonly networkId: string) {
    super(
      `The network '${networkId}' has multiple segments, it is only possible to associate an existing subnet with a ` +
        'segment on networks with a single segment.',
    )
  }
}

/** Dynamic segments come and go with bindings. */
export class SubnetCantAssociateToDynamicSegmentError extends BadRequestError {
  readonly code = 'SubnetCantAssociateToDynamicSegment'
  constructor() {
    super('A subnet cannot be associated with a dynamic segment.')
  }
}
