import type { Family } from '../model/family.ts'
import type { LbObject, ProvisioningStatus } from '../model/lb-object.ts'

/** How long whoever has a balancer may take to confirm a write: then the object is in ERROR, until it is confirmed after all. */
export const PENDING_MILLISECONDS = 10_000

export const isPending = (status: ProvisioningStatus): boolean => status.startsWith('PENDING_')

/** Of the object alone. Nothing has to happen for a PENDING to end. */
export function ownStatus({ provisioningStatus, pendingUntil }: LbObject, now: string): ProvisioningStatus {
  const isOver = isPending(provisioningStatus) && pendingUntil !== null && pendingUntil <= now
  return isOver ? 'ERROR' : provisioningStatus
}

/** Why it is in ERROR. */
export function causeOf(object: LbObject, now: string): string | null {
  if (ownStatus(object, now) !== 'ERROR') return null
  return object.statusCause ?? 'no load balancer agent has confirmed it within 10 seconds'
}

/** With what is under way below it: clients wait for a balancer, whatever of it they have changed. */
export function provisioningStatus(object: LbObject, family: Family, now: string): ProvisioningStatus {
  const own = ownStatus(object, now)
  if (own !== 'ACTIVE') return own
  return relatives(object, family).some((one) => isPending(ownStatus(one, now))) ? 'PENDING_UPDATE' : own
}

function relatives(object: LbObject, family: Family): readonly LbObject[] {
  switch (object.kind) {
    case 'loadbalancer':
      return family.objects
    case 'listener': {
      const poolIds = [
        object.attributes.defaultPoolId,
        ...family.under('l7policy', object.id).map(({ attributes }) => attributes.redirectPoolId),
      ]
      return [...family.below(object.id), ...poolIds.flatMap((id) => (id === null ? [] : family.below(id)))]
    }
    case 'pool':
    case 'l7policy':
      return family.below(object.id)
    default:
      return []
  }
}
