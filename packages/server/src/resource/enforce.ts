import { NotAuthorizedError, type RequestContext } from '@netloom/core'
import type { PolicyTarget } from '../policy/rule.ts'
import type { CompiledAttribute, CompiledResource } from './compiled.ts'

export type WriteOperation = 'create' | 'update' | 'delete'

/**
 * What the policy refuses of a write: the operation itself or attributes that the request names. Whose object it is, is
 * core's to judge; undefined = nothing is refused.
 */
export function refusal(
  { resource }: CompiledResource,
  operation: WriteOperation,
  context: RequestContext,
  target: PolicyTarget,
  given: readonly CompiledAttribute[] = [],
): NotAuthorizedError | undefined {
  const own = `${operation}_${resource.ruleName ?? resource.name}`
  const mayDo = resource.policy[operation]?.(context, target) ?? true
  if (!mayDo) return new NotAuthorizedError(`rule:${own}`)
  if (operation === 'delete') return undefined
  const denied = given.filter(({ attribute }) => attribute.policy?.[operation]?.(context, target) === false)
  if (denied.length === 0) return undefined
  const rules = [own, ...denied.map(({ name }) => `${own}:${name}`)].map((rule) => `rule:${rule}`)
  return new NotAuthorizedError(`(${rules.join(' and ')})`)
}
