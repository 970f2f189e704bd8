import type { Transaction } from '@netloom/core/store'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { StoredRouter, VirtualRouter } from '../rows/router-rows.ts'
import { takeVirtualRouter } from './ha-networks.ts'

interface Wanted {
  /** null and undefined = as it is. */
  readonly ha: boolean | null | undefined
  readonly adminStateUp: boolean
}

/**
 * What becomes of a router on one host, or on several; the same object back means that nothing does.
 * @throws {ResourceBadRequestError} for one that is not put down (Neutron's words)
 */
export async function convert(
  tx: Transaction,
  before: StoredRouter,
  { ha, adminStateUp }: Wanted,
  networkId: string | undefined,
): Promise<VirtualRouter | null> {
  if (ha === undefined || ha === null || ha === (before.ha !== null)) return before.ha
  if (adminStateUp) {
    throw new ResourceBadRequestError(
      'router',
      'Cannot change HA attribute of active routers. Please set router admin_state_up to False prior to upgrade',
    )
  }
  return ha ? takeVirtualRouter(tx, before, networkId) : null
}
