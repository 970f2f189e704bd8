import type { RequestContext } from '@netloom/core'
import { isOwn } from '@netloom/core/kit'
import { FloatingIpNotFoundError } from '../errors/floating-ip-errors.ts'
import type { FloatingIp } from '../model/floating-ip.ts'
import { floatingIpsBy } from '../rows/floating-ip-rows.ts'
import type { Db } from '../store/tables.ts'

/** @throws {FloatingIpNotFoundError} also for one of another project */
export async function visibleFloatingIp(db: Db, context: RequestContext, id: string): Promise<FloatingIp> {
  const [fip] = await floatingIpsBy(db, 'id', id)
  if (fip === undefined || !isOwn(context, fip)) throw new FloatingIpNotFoundError(id)
  return fip
}
