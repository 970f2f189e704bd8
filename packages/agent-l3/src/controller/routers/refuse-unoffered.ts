import { InvalidInputError } from '@netloom/core'
import type { RouterCreate } from '../model/router.ts'

/** A router that runs on one host, as all do, is told by false. @throws {InvalidInputError} */
export function refuseUnoffered({ ha, distributed }: Pick<RouterCreate, 'ha' | 'distributed'>): void {
  if (distributed === true) {
    throw new InvalidInputError('distributed = true: distributed routers are not offered; leave it out, or send false')
  }
  if (ha === true) {
    throw new InvalidInputError('ha = true: routers on several hosts are not offered; leave it out, or send false')
  }
}
