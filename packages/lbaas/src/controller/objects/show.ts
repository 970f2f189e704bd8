import type { Family } from '../model/family.ts'
import type { ObjectKind } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { Ref, Shown } from '../model/shown.ts'
import { operatingStatus } from '../statuses/operating.ts'
import { causeOf, provisioningStatus } from '../statuses/provisioning.ts'

export interface ShowOptions {
  readonly now: string
  /** What hangs on it whole, as in the answer to a fully populated create. */
  readonly whole?: boolean
}

/** As callers see it. */
export function show<K extends ObjectKind>(object: LbObject<K>, family: Family, options: ShowOptions): Shown<K> {
  const one = object as LbObject
  const { id, kind, projectId, name, description, adminStateUp, tags, revisionNumber, createdAt, updatedAt } = one
  return {
    ...{ id, kind, projectId, name, description, adminStateUp, tags, revisionNumber, createdAt, updatedAt },
    provisioningStatus: provisioningStatus(one, family, options.now),
    operatingStatus: operatingStatus(one, family),
    statusCause: causeOf(one, options.now),
    loadBalancers: [{ id: one.loadBalancerId }],
    ...one.attributes,
    ...relationsOf(one, family, options),
  } as unknown as Shown<K>
}

function relationsOf(object: LbObject, family: Family, options: ShowOptions): object {
  const each = (objects: readonly LbObject[]): readonly (Ref | Shown)[] =>
    options.whole === true ? objects.map((one) => show(one, family, options)) : objects.map(refOf)
  const { id, parentId } = object
  switch (object.kind) {
    case 'loadbalancer':
      return {
        vipPortId: object.vipPortId,
        listeners: each(family.of('listener')),
        pools: each(family.of('pool')),
      }
    case 'listener':
      return { l7policies: each(family.policiesOf(id)) }
    case 'pool': {
      const [monitor] = family.under('healthmonitor', id)
      return {
        listeners: family.listenersOf(id).map(refOf),
        members: each(family.under('member', id)),
        healthmonitorId: monitor?.id ?? null,
        ...(options.whole === true && {
          healthmonitor: monitor === undefined ? null : show(monitor, family, options),
        }),
      }
    }
    case 'healthmonitor':
      return { pools: [{ id: parentId }] }
    case 'member':
      return { poolId: parentId }
    case 'l7policy':
      return { listenerId: parentId, rules: each(family.under('l7rule', id)) }
    case 'l7rule':
      return { l7policyId: parentId }
  }
}

const refOf = ({ id }: { readonly id: string }): Ref => ({ id })
