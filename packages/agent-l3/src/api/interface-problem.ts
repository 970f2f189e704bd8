import { BadRequestError } from '@netloom/core'

/** Neutron: BadRequest of a router. */
class RouterBadRequestError extends BadRequestError {
  readonly code = 'BadRequest'
}

export const interfaceProblem = (problem: string): Error => new RouterBadRequestError(`Bad router request: ${problem}.`)
