import { InvalidInputError } from '@netloom/core'
import type { RouterCreate } from '../model/router.ts'

/** @throws {InvalidInputError} */
export function refuseUnoffered({ distributed }: Pick<RouterCreate, 'distributed'>): void {
  if (distributed === true) {
    throw new InvalidInputError('distributed = true: distributed routers are not offered; leave it out, or send false')
  }
}
