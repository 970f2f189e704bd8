import type { PortCreate } from '@netloom/core'
import { GATEWAY_OWNER } from '../base/port-owners.ts'

/** The port of a gateway belongs to no project: tenants do not see it. */
export const gatewayPort = (
  routerId: string,
  id: string,
  networkId: string,
  fixedIps: PortCreate['fixedIps'] = [],
): PortCreate & { readonly id: string } => ({
  id,
  networkId,
  deviceId: routerId,
  deviceOwner: GATEWAY_OWNER,
  ...(fixedIps.length > 0 && { fixedIps }),
})
