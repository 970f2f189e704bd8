import type { Action } from '../../resource/action.ts'
import type { Attribute } from '../../resource/attribute.ts'
import type { Model, Resource, ResourcePolicy } from '../../resource/resource.ts'
import { tagActions } from '../../resource/tag-actions.ts'
import type { AttributePolicy } from '../attribute-policy.ts'
import type { Rule } from '../rule.ts'
import { leavesOf, type Check } from './check.ts'
import { OPERATIONS, operationName } from './enforced-names.ts'
import { ruleOf, type NamedRules } from './evaluate.ts'

/** The resources with the rules of files in force. Those that no file speaks of are the same objects as before. */
export function applyPolicy(resources: readonly Resource[], named: NamedRules): readonly Resource[] {
  return resources.map((resource) => new Overrides(resource, named).apply())
}

class Overrides {
  private readonly used = new Set<string>()

  constructor(
    private readonly resource: Resource,
    private readonly named: NamedRules,
  ) {}

  apply(): Resource {
    const { resource } = this
    const policy: Record<string, Rule | undefined> = {}
    for (const operation of OPERATIONS) {
      const declared = resource.policy[operation]
      policy[operation] = declared && this.rule(operationName(resource, operation), declared)
    }
    const attributes = Object.fromEntries(
      Object.entries(resource.attributes).map(([name, attribute]) => [name, this.attribute(name, attribute)]),
    )
    const actions = this.actions(resource.actions ?? [])
    const tagRoutes = resource.tagged === true ? this.actions(tagActions(resource.plural)) : undefined
    if (this.used.size === 0) return resource
    return {
      ...resource,
      attributes,
      ...(resource.actions !== undefined && { actions }),
      ...(tagRoutes !== undefined && { tagRoutes }),
      policy: { ...resource.policy, ...definedOnly(policy), ...this.asks() },
    }
  }

  private attribute(name: string, attribute: Attribute<Model>): Attribute<Model> {
    const before = this.used.size
    const own = (operation: 'create' | 'update' | 'read'): string =>
      `${operationName(this.resource, operation)}:${name}`
    const { policy = {} } = attribute
    const changed = definedOnly({
      create: this.optional(own('create'), policy.create),
      update: this.optional(own('update'), policy.update),
      read: this.optional(own('read'), policy.read),
    })
    const itemsOf = policy.items && {
      create: this.items(own('create'), policy),
      update: this.items(own('update'), policy),
    }
    if (this.used.size === before) return attribute
    return { ...attribute, policy: { ...policy, ...changed, ...(itemsOf !== undefined && { itemsOf }) } }
  }

  private items(own: string, { items = {} }: AttributePolicy): Readonly<Record<string, Rule>> {
    return Object.fromEntries(Object.entries(items).map(([key, rule]) => [key, this.rule(`${own}:${key}`, rule)]))
  }

  private actions(actions: readonly Action[]): readonly Action[] {
    return actions.map((action) => {
      const policy = this.optional(action.rule, undefined)
      return policy === undefined ? action : { ...action, policy, asksObject: true }
    })
  }

  private rule(name: string, declared: Rule): Rule {
    return this.optional(name, declared) ?? declared
  }

  private optional(name: string, declared: Rule | undefined): Rule | undefined {
    const check = this.named.checks.get(name)
    if (check === undefined) return declared
    this.used.add(name)
    return ruleOf(check, this.named)
  }

  private asks(): Pick<ResourcePolicy, 'asks'> {
    const read = this.used.has(operationName(this.resource, 'read'))
    const isOnNetwork = 'network_id' in this.resource.attributes
    const checks = [...this.used].flatMap((name) => this.named.checks.get(name) ?? [])
    const network = isOnNetwork && checks.some((check) => leavesOf(check, this.named.checks).some(asksNetwork))
    return { asks: { object: true, network, read } }
  }
}

/** A declared rule may look at the network; which do is not said. */
function asksNetwork(leaf: Check): boolean {
  if (leaf.kind === 'rule') return true
  if (leaf.kind === 'field') return leaf.resource === 'networks'
  return leaf.kind === 'compare' && leaf.right.of === 'target' && leaf.right.key.startsWith('network:')
}

function definedOnly<T>(record: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined))
}
