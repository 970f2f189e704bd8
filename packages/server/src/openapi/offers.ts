import type { Resource, Service } from '@netloom/api'

/** Whether a resource has an operation at all. */
export type Offers = (resource: Resource, operation: keyof Service) => boolean

/** As far as the policy tells: who may do it is only said of what can be done. */
export const byPolicy: Offers = ({ policy }, operation) => {
  switch (operation) {
    case 'create':
    case 'createMany':
      return policy.create !== undefined
    case 'update':
      return policy.update !== undefined
    case 'delete':
      return policy.delete !== undefined
    default:
      return true
  }
}
