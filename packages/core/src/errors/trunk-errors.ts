import { ConflictError, NotFoundError } from './networking-error.ts'

export class TrunkNotFoundError extends NotFoundError {
  readonly code = 'TrunkNotFound'
  constructor(readonly trunkId: string) {
    super(`Trunk ${trunkId} could not be found.`)
  }
}

export class SubPortNotFoundError extends NotFoundError {
  readonly code = 'SubPortNotFound'
  constructor(
    readonly portId: string,
    trunkId: string,
  ) {
    super(`SubPort ${portId} on trunk ${trunkId} could not be found.`)
  }
}

/** A subport somewhere already. */
export class TrunkPortInUseError extends ConflictError {
  readonly code = 'TrunkPortInUse'
  constructor(readonly portId: string) {
    super(`Port ${portId} is in use by another trunk.`)
  }
}

/** A parent already, or bound. */
export class ParentPortInUseError extends ConflictError {
  readonly code = 'ParentPortInUse'
  constructor(readonly portId: string) {
    super(`Port ${portId} is currently in use and is not eligible for use as a parent port.`)
  }
}

export class DuplicateSubPortError extends ConflictError {
  readonly code = 'DuplicateSubPort'
  constructor(
    segmentationType: string,
    readonly segmentationId: number,
    trunkId: string,
  ) {
    super(
      `segmentation_type ${segmentationType} and segmentation_id ${String(segmentationId)} already in use on trunk ${trunkId}.`,
    )
  }
}

/** Neutron names the parent port where it says trunk. */
export class SubPortMtuGreaterThanTrunkPortMtuError extends ConflictError {
  readonly code = 'SubPortMtuGreaterThanTrunkPortMtu'
  constructor(
    readonly portId: string,
    mtu: number,
    parentId: string,
    parentMtu: number,
  ) {
    super(
      `MTU ${String(mtu)} of subport ${portId} cannot be greater than MTU ${String(parentMtu)} of trunk ${parentId}.`,
    )
  }
}

export class PortInUseAsTrunkParentError extends ConflictError {
  readonly code = 'PortInUseAsTrunkParent'
  constructor(
    readonly portId: string,
    trunkId: string,
  ) {
    super(`Port ${portId} is currently a parent port for trunk ${trunkId}.`)
  }
}

export class PortInUseAsSubPortError extends ConflictError {
  readonly code = 'PortInUseAsSubPort'
  constructor(
    readonly portId: string,
    trunkId: string,
  ) {
    super(`Port ${portId} is currently a subport for trunk ${trunkId}.`)
  }
}

export class TrunkInUseError extends ConflictError {
  readonly code = 'TrunkInUse'
  constructor(readonly trunkId: string) {
    super(`Trunk ${trunkId} is currently in use.`)
  }
}

export class TrunkDisabledError extends ConflictError {
  readonly code = 'TrunkDisabled'
  constructor(readonly trunkId: string) {
    super(`Trunk ${trunkId} is currently disabled.`)
  }
}
