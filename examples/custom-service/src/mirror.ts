import { BadRequestError, ConflictError, NotFoundError, type StandardAttributes } from '@netloom/core'

/** Frames that the port is sent (`in`), that it sends (`out`), or both. */
export type MirrorDirection = 'in' | 'out' | 'both'

/** DOWN: the two ports are not on one host. BUILD: the host's agent has not said yet. ERROR: it has said that it cannot. */
export type MirrorStatus = 'ACTIVE' | 'BUILD' | 'DOWN' | 'ERROR'

/** Frames of one port, copied to another one of the same host. */
export interface Mirror extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly sourcePortId: string
  readonly targetPortId: string
  readonly direction: MirrorDirection
  readonly status: MirrorStatus
  readonly shared: boolean
}

export interface MirrorCreate {
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly sourcePortId: string
  readonly targetPortId: string
  readonly direction?: MirrorDirection
}

export type MirrorUpdate = Partial<Pick<Mirror, 'name' | 'description' | 'direction'>>

export class MirrorNotFoundError extends NotFoundError {
  readonly code = 'MirrorNotFound'
  constructor(id: string) {
    super(`Mirror ${id} could not be found.`)
  }
}

export class MirrorExistsError extends ConflictError {
  readonly code = 'MirrorExists'
  constructor(sourcePortId: string, targetPortId: string) {
    super(`Frames of port ${sourcePortId} are mirrored to port ${targetPortId} already.`)
  }
}

export class MirrorToItselfError extends BadRequestError {
  readonly code = 'MirrorToItself'
  constructor(portId: string) {
    super(`Port ${portId} cannot be mirrored to itself.`)
  }
}
