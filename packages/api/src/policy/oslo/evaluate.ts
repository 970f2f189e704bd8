import type { RequestContext } from '@netloom/core'
import type { PolicyTarget, Rule } from '../rule.ts'
import type { CallerKey, Check, FieldCheck, Operand } from './check.ts'

/** What `rule:` leads to: checks of files, then the rules that are declared. */
export interface NamedRules {
  readonly checks: ReadonlyMap<string, Check>
  readonly declared: ReadonlyMap<string, Rule>
}

/** The rule that a check is. Named rules lead to no circle: whoever read them has looked. */
export function ruleOf(check: Check, named: NamedRules): Rule {
  return (context, target) => holds(check, named, context, target)
}

function holds(check: Check, named: NamedRules, context: RequestContext, target: PolicyTarget): boolean {
  switch (check.kind) {
    case 'constant':
      return check.value
    case 'and':
      return check.parts.every((part) => holds(part, named, context, target))
    case 'or':
      return check.parts.some((part) => holds(part, named, context, target))
    case 'not':
      return !holds(check.part, named, context, target)
    case 'rule': {
      const other = named.checks.get(check.name)
      if (other !== undefined) return holds(other, named, context, target)
      return named.declared.get(check.name)?.(context, target) ?? false
    }
    case 'role':
      return context.roles.includes(check.name)
    case 'field':
      return fieldHolds(check, target)
    case 'compare': {
      const [left, right] = [textOf(check.left, context, target), textOf(check.right, context, target)]
      return left !== undefined && left === right
    }
  }
}

function textOf(operand: Operand, context: RequestContext, target: PolicyTarget): string | undefined {
  switch (operand.of) {
    case 'literal':
      return operand.text
    case 'caller':
      return callerText(operand.key, context)
    case 'target':
      return targetText(operand.key, target)
  }
}

function callerText(key: CallerKey, { projectId, userId, isAdmin }: RequestContext): string | undefined {
  switch (key) {
    case 'project_id':
    case 'tenant_id':
    case 'tenant':
    case 'project':
      return projectId
    case 'user_id':
    case 'user':
      return userId
    case 'is_admin':
      return pythonText(isAdmin)
    case 'system_scope':
      return projectId === '' ? 'all' : undefined
  }
}

function targetText(key: string, { projectId, network, object }: PolicyTarget): string | undefined {
  if (key === 'project_id' || key === 'tenant_id') return projectId
  if (key === 'network:project_id' || key === 'network:tenant_id') return network?.projectId
  const value = object?.[key]
  return value === undefined || value === null ? undefined : pythonText(value)
}

function fieldHolds(check: FieldCheck, { object, network }: PolicyTarget): boolean {
  const { field, value, isPattern } = check
  const found = asksNetworkOf(check, object) ? network?.shared : object?.[field]
  if (found === undefined || found === null) return value === 'None' && found === null
  const text = pythonText(found)
  if (isPattern) return new RegExp(`^(?:${value})`, 'u').test(text)
  return typeof found === 'boolean' ? text.toLowerCase() === value.toLowerCase() : text === value
}

/** `field:networks:shared` of what is on a network asks whether that network is shared. */
export function asksNetworkOf({ resource, field }: FieldCheck, object: object | undefined): boolean {
  return resource === 'networks' && field === 'shared' && object !== undefined && 'network_id' in object
}

/** As Python writes it, which is how policies do. */
function pythonText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
