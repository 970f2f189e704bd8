import { type QosPolicy, QosPolicyNotFoundError, type RequestContext } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { isVisible } from '../rbac/visible.ts'
import { loadQosPolicy } from './qos-rows.ts'

/** @throws {QosPolicyNotFoundError} for unknown and invisible ones */
export async function visibleQosPolicy(db: Kysely<Schema>, context: RequestContext, id: string): Promise<QosPolicy> {
  const policy = await loadQosPolicy(db, id)
  if (policy === undefined || !(await isVisible(db, context, 'qos_policy', policy)))
    throw new QosPolicyNotFoundError(id)
  return policy
}
