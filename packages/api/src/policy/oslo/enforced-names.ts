import type { Resource } from '../../resource/resource.ts'
import { tagActions } from '../../resource/tag-actions.ts'
import { ANYONE, type Rule } from '../rule.ts'

export const OPERATIONS = ['create', 'read', 'update', 'delete'] as const
export type Operation = (typeof OPERATIONS)[number]

/** `create_network`, `get_network`. */
export function operationName({ name, ruleName = name }: Resource, operation: Operation): string {
  return `${operation === 'read' ? 'get' : operation}_${ruleName}`
}

/** Every name that a request is judged by, with the rule that holds where no file says otherwise. */
export function enforcedRules(resources: readonly Resource[]): ReadonlyMap<string, Rule> {
  const names = new Map<string, Rule>()
  for (const resource of resources) {
    for (const operation of OPERATIONS) {
      const rule = resource.policy[operation]
      if (rule === undefined) continue
      const own = operationName(resource, operation)
      names.set(own, rule)
      if (operation !== 'delete') addAttributes(names, resource, operation, own)
    }
    for (const { rule, policy } of actionsOf(resource)) if (!names.has(rule)) names.set(rule, policy)
  }
  return names
}

function addAttributes(
  names: Map<string, Rule>,
  { attributes }: Resource,
  operation: Exclude<Operation, 'delete'>,
  own: string,
): void {
  for (const [name, { policy, post, put, writeOnly }] of Object.entries(attributes)) {
    const isJudged =
      operation === 'create' ? post !== undefined : operation === 'update' ? put !== undefined : writeOnly !== true
    if (!isJudged) continue
    names.set(`${own}:${name}`, policy?.[operation] ?? ANYONE)
    if (operation === 'read') continue
    for (const [key, rule] of Object.entries(policy?.items ?? {})) names.set(`${own}:${name}:${key}`, rule)
  }
}

/** With those of its tags. */
export function actionsOf({ actions = [], tagged, plural }: Resource): NonNullable<Resource['actions']> {
  return tagged === true ? [...actions, ...tagActions(plural)] : actions
}
