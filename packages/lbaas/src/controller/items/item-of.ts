import { type NetworkingError, InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import {
  healthMonitorItemSchema,
  l7PolicyItemSchema,
  l7RuleItemSchema,
  listenerItemSchema,
  loadBalancerItemSchema,
  memberItemSchema,
  poolItemSchema,
} from '../../wire/load-balancer-schemas.ts'
import {
  healthMonitorKey,
  l7PolicyKey,
  l7RuleKey,
  listenerKey,
  LOAD_BALANCER_KEY,
  memberKey,
  poolKey,
} from '../../wire/load-balancer-topics.ts'
import type { ObjectKind } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'

const KEYS: Readonly<Record<ObjectKind, (id: string) => string>> = {
  loadbalancer: () => LOAD_BALANCER_KEY,
  listener: listenerKey,
  pool: poolKey,
  healthmonitor: healthMonitorKey,
  member: memberKey,
  l7policy: l7PolicyKey,
  l7rule: l7RuleKey,
}

const SCHEMAS: Readonly<Record<ObjectKind, z.ZodType>> = {
  loadbalancer: loadBalancerItemSchema,
  listener: listenerItemSchema,
  pool: poolItemSchema,
  healthmonitor: healthMonitorItemSchema,
  member: memberItemSchema,
  l7policy: l7PolicyItemSchema,
  l7rule: l7RuleItemSchema,
}

export const itemKey = ({ kind, id }: Pick<LbObject, 'kind' | 'id'>): string => KEYS[kind](id)

/** What the host is told of an object. */
export function itemBody(object: LbObject): Readonly<Record<string, unknown>> {
  const { id, adminStateUp, parentId } = object
  switch (object.kind) {
    case 'loadbalancer':
      return {
        ...{ id, adminStateUp, projectId: object.projectId },
        provider: object.attributes.provider,
        vipPortId: object.vipPortId,
      }
    case 'listener': {
      const { insertHeaders, ...rest } = object.attributes
      const names = Object.entries(insertHeaders).flatMap(([name, value]) => (isTrue(value) ? [name] : []))
      return { id, adminStateUp, ...rest, insertHeaders: names.sort() }
    }
    case 'pool':
      return { id, adminStateUp, ...object.attributes }
    case 'member':
    case 'healthmonitor':
      return { id, adminStateUp, poolId: parentId, ...object.attributes }
    case 'l7policy':
      return { id, adminStateUp, listenerId: parentId, ...object.attributes }
    case 'l7rule':
      return { id, adminStateUp, l7policyId: parentId, ...object.attributes }
  }
}

const isTrue = (text: string): boolean => text.toLowerCase() === 'true'

/** What hosts would refuse is refused before it is stored, whoever asks. @throws {InvalidInputError} naming field and value */
export function requireItem(object: LbObject): void {
  // Version 1 has pools that wait for their VIP.
  if (object.kind === 'loadbalancer') return
  const body = itemBody(object)
  const result = SCHEMAS[object.kind].safeParse(body)
  if (!result.success) throw refused(object.kind, body, result.error)
}

function refused(kind: ObjectKind, body: Readonly<Record<string, unknown>>, error: z.ZodError): NetworkingError {
  const [issue] = error.issues
  const field = String(issue?.path[0] ?? '')
  const value = JSON.stringify(body[field] ?? null).slice(0, 80)
  return new InvalidInputError(`${field} of a ${kind} cannot be ${value}: ${issue?.message ?? 'it is not allowed'}`)
}
