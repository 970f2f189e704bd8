/** A check string of oslo.policy, read. */
export type Check =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Check[] }
  | { readonly kind: 'not'; readonly part: Check }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'role'; readonly name: string }
  | FieldCheck
  | CompareCheck

/** `field:networks:shared=True`; `=~` matches a regular expression. */
export interface FieldCheck {
  readonly kind: 'field'
  readonly resource: string
  readonly field: string
  readonly value: string
  readonly isPattern: boolean
}

/** `project_id:%(project_id)s`, `'x':%(name)s`, `user_id:4b2…`. */
export interface CompareCheck {
  readonly kind: 'compare'
  readonly left: Operand
  readonly right: Operand
}

export type Operand =
  | { readonly of: 'literal'; readonly text: string }
  /** What is known of the caller. */
  | { readonly of: 'caller'; readonly key: CallerKey }
  /** What is known of the object. */
  | { readonly of: 'target'; readonly key: string }

export const CALLER_KEYS = [
  'project_id',
  'tenant_id',
  'tenant',
  'project',
  'user_id',
  'user',
  'is_admin',
  'system_scope',
] as const
export type CallerKey = (typeof CALLER_KEYS)[number]

export const ALWAYS: Check = { kind: 'constant', value: true }
export const NEVER: Check = { kind: 'constant', value: false }

/** Leaves of a check, also of those behind `rule:`, each once. */
export function leavesOf(
  check: Check,
  rules: ReadonlyMap<string, Check>,
  seen: Set<string> = new Set(),
): readonly Check[] {
  switch (check.kind) {
    case 'and':
    case 'or':
      return check.parts.flatMap((part) => leavesOf(part, rules, seen))
    case 'not':
      return leavesOf(check.part, rules, seen)
    case 'rule': {
      if (seen.has(check.name)) return []
      seen.add(check.name)
      const named = rules.get(check.name)
      return named === undefined ? [check] : leavesOf(named, rules, seen)
    }
    case 'constant':
    case 'role':
    case 'field':
    case 'compare':
      return [check]
  }
}
