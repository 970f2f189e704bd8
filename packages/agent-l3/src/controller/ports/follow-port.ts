import type { Port } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { removeForwardingsOfPort } from '../port-forwardings/remove-forwardings.ts'
import { floatingIpsBy } from '../rows/floating-ip-rows.ts'

/**
 * A port loses addresses. One that a floating IP leads to stays (LP 1999209); port forwardings to others go with them.
 * @throws {ResourceBadRequestError}
 */
export async function followPort(env: L3Environment, tx: Transaction, before: Port, after: Port): Promise<void> {
  const left = new Set(after.fixedIps.map(({ ipAddress }) => ipAddress))
  if (before.fixedIps.every(({ ipAddress }) => left.has(ipAddress))) return
  const fips = await floatingIpsBy(tx.db, 'port_id', after.id)
  const bound = fips.find(({ fixedIpAddress }) => fixedIpAddress !== null && !left.has(fixedIpAddress))
  if (bound !== undefined) {
    const problem =
      `Cannot change fixed IPs of port ${after.id}: floating IP ${bound.floatingIpAddress} (${bound.id}) is associated ` +
      `with its fixed IP ${String(bound.fixedIpAddress)}`
    throw new ResourceBadRequestError('port', problem)
  }
  await removeForwardingsOfPort(env, tx, after.id, left)
}
