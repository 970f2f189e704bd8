import { NotAuthorizedError, type RequestContext } from '@netloom/core'
import type { PolicyTarget, Rule } from '../policy/rule.ts'
import type { CompiledResource } from './compiled.ts'
import type { GivenAttribute } from './read-body.ts'

export type WriteOperation = 'create' | 'update' | 'delete'

/**
 * What the policy refuses of a write: the operation itself, attributes that the request names, or parts of them. Whose object
 * it is, is core's to judge; undefined = nothing is refused. The message names every rule that was asked, as Neutron's does.
 */
export function refusal(
  { resource }: CompiledResource,
  operation: WriteOperation,
  context: RequestContext,
  target: PolicyTarget,
  given: readonly GivenAttribute[] = [],
): NotAuthorizedError | undefined {
  const own = `${operation}_${resource.ruleName ?? resource.name}`
  let isAllowed = resource.policy[operation]?.(context, target) ?? true
  let asked = `rule:${own}`
  if (operation !== 'delete') {
    for (const one of given) {
      const rule = ruleOf(one, operation)
      if (rule === undefined) continue
      const parts = partsOf(one, operation)
      const about = { ...target, value: one.value }
      isAllowed &&= rule(context, about) && parts.every(([, part]) => part(context, about))
      asked = `(${asked} and ${nameOf(`${own}:${one.attribute.name}`, parts)})`
    }
  }
  return isAllowed ? undefined : new NotAuthorizedError(asked)
}

/** Whether judging the request takes a look at the network that the object is on. */
export function asksNetwork(
  context: RequestContext,
  operation: 'create' | 'update',
  given: readonly GivenAttribute[],
): boolean {
  if (context.isAdmin) return false
  return given.some((one) => one.attribute.attribute.policy?.ofNetwork === true && ruleOf(one, operation) !== undefined)
}

/** Whether a list is filtered or sorted by what the caller is never shown: that would show it after all. */
export function asksHidden(
  { byName }: CompiledResource,
  context: RequestContext,
  query: Readonly<Record<string, readonly string[]>>,
): boolean {
  const names = [...Object.keys(query), ...(query['sort_key'] ?? [])]
  return names.some((name) => byName.get(name)?.attribute.policy?.read?.(context, {}) === false)
}

function ruleOf({ attribute, value }: GivenAttribute, operation: 'create' | 'update'): Rule | undefined {
  const { policy } = attribute.attribute
  if (operation === 'create' && policy !== undefined && 'default' in policy && policy.default === value)
    return undefined
  return policy?.[operation]
}

/** Keys of an object, or that any item of a list has, in the order in which the request names them, with their rules. */
function partsOf(
  { attribute, asked }: GivenAttribute,
  operation: 'create' | 'update',
): readonly (readonly [string, Rule])[] {
  const { policy } = attribute.attribute
  const rules = policy?.itemsOf?.[operation] ?? policy?.items
  if (rules === undefined) return []
  const list: readonly unknown[] = Array.isArray(asked) ? asked : [asked]
  const keys = new Set(
    list.flatMap((item: unknown) => (typeof item === 'object' && item !== null ? Object.keys(item) : [])),
  )
  return [...keys].flatMap((key) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    return rule === undefined ? [] : [[key, rule] as const]
  })
}

function nameOf(rule: string, parts: readonly (readonly [string, Rule])[]): string {
  if (parts.length === 0) return `rule:${rule}`
  return `(rule:${rule} and (${parts.map(([key]) => `rule:${rule}:${key}`).join(' and ')}))`
}
