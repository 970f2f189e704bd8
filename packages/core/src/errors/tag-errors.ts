import { NotFoundError } from './networking-error.ts'

export class TagResourceNotFoundError extends NotFoundError {
  readonly code = 'TagResourceNotFound'
  constructor(
    readonly resource: string,
    readonly resourceId: string,
  ) {
    super(`Resource ${resource} ${resourceId} could not be found.`)
  }
}

export class TagNotFoundError extends NotFoundError {
  readonly code = 'TagNotFound'
  constructor(readonly tag: string) {
    super(`Tag ${tag} could not be found.`)
  }
}
