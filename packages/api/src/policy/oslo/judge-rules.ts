import type { ConfigurationProblem } from '@netloom/core'
import { nearestName } from '@netloom/core/kit'
import type { Resource } from '../../resource/resource.ts'
import type { Rule } from '../rule.ts'
import { BASE_RULES, NOT_SERVED } from './base-rules.ts'
import { leavesOf, type Check } from './check.ts'
import { actionsOf, enforcedRules } from './enforced-names.ts'
import type { NamedRules } from './evaluate.ts'
import { parseCheck } from './parse-check.ts'
import type { WrittenRule } from './read-policy-text.ts'

export interface JudgedRules {
  readonly named: NamedRules
  readonly problems: readonly ConfigurationProblem[]
  readonly warnings: readonly ConfigurationProblem[]
}

/** What `context_is_admin` is called: the one rule that is no action and may be changed. */
export const CONTEXT_IS_ADMIN = 'context_is_admin'

/**
 * What rules of files come to; later ones win. One that would not be obeyed is a problem: a name that nothing is judged by, an attribute
 * that the object has not got, a circle.
 */
export function judgeRules(
  resources: readonly Resource[],
  written: readonly WrittenRule[],
  defaultRule = 'default',
): JudgedRules {
  const declared = enforcedRules(resources)
  const own = new Map(written.map((rule) => [rule.name, rule]))
  const checks = new Map<string, Check>(Object.entries(BASE_RULES).map(([name, text]) => [name, parseCheck(text)]))
  for (const { name, check } of own.values()) checks.set(name, check)
  const judge = new RuleJudge(resources, own, checks, declared, defaultRule)
  for (const rule of own.values()) judge.judge(rule)
  return { named: { checks, declared }, problems: judge.problems, warnings: judge.warnings }
}

class RuleJudge {
  readonly problems: ConfigurationProblem[] = []
  readonly warnings: ConfigurationProblem[] = []
  private readonly referenced: ReadonlySet<string>

  constructor(
    private readonly resources: readonly Resource[],
    own: ReadonlyMap<string, WrittenRule>,
    private readonly checks: Map<string, Check>,
    private readonly declared: ReadonlyMap<string, Rule>,
    private readonly defaultRule: string,
  ) {
    this.referenced = new Set([...own.values()].flatMap(({ check }) => namesIn(check)))
  }

  judge(rule: WrittenRule): void {
    const { name, text } = rule
    if (!this.leadsSomewhere(rule)) return
    if (this.declared.has(name)) this.judgeTarget(rule)
    else if (Object.hasOwn(BASE_RULES, name)) {
      if (name === CONTEXT_IS_ADMIN) this.judgeAdmin(rule)
      else if (squeezed(text) !== squeezed(BASE_RULES[name] ?? '')) {
        const problem = `'${text}' is not obeyed: the default rules are not made of it`
        this.complain(
          rule,
          problem,
          `write the rules of the actions that you mean, or leave '${BASE_RULES[name] ?? ''}'`,
        )
      }
    } else if (NOT_SERVED.test(name)) {
      const problem = 'has no effect: this API does not have it'
      this.warnings.push({ where: where(rule), problem, remedy: 'nothing needs to be done' })
    } else if (!this.referenced.has(name)) {
      const near = nearestName(name, this.declared.keys())
      const remedy = near === undefined ? 'remove it, or refer to it as rule:…' : `did you mean ${near}?`
      this.complain(rule, 'nothing is judged by a rule of this name', remedy)
    }
  }

  /** Named rules exist, and do not lead back. */
  private leadsSomewhere(rule: WrittenRule): boolean {
    const before = this.problems.length
    if (this.leadsBack(rule.name, rule.check, new Set([rule.name]))) {
      this.complain(rule, 'leads back to itself', 'break the circle')
    }
    for (const leaf of leavesOf(rule.check, this.checks)) {
      if (leaf.kind !== 'rule' || this.declared.has(leaf.name)) continue
      const fallback = this.checks.get(this.defaultRule)
      if (this.defaultRule !== 'default' && fallback !== undefined) this.checks.set(leaf.name, fallback)
      else {
        const near = nearestName(leaf.name, [...this.checks.keys(), ...this.declared.keys()])
        const remedy = near === undefined ? 'define it, or remove the reference' : `did you mean rule:${near}?`
        this.complain(rule, `there is no rule:${leaf.name}`, remedy)
      }
    }
    return this.problems.length === before
  }

  private leadsBack(start: string, check: Check, path: ReadonlySet<string>): boolean {
    return namesIn(check).some((name) => {
      if (name === start || path.has(name)) return true
      const next = this.checks.get(name)
      return next !== undefined && this.leadsBack(start, next, new Set([...path, name]))
    })
  }

  /** What it asks of objects is known of every resource that it judges. */
  private judgeTarget(rule: WrittenRule): void {
    for (const resource of this.resources) {
      if (!judges(resource, rule.name)) continue
      for (const leaf of leavesOf(rule.check, this.checks)) {
        const key = keyOf(leaf)
        if (key === undefined || isKnown(resource, key)) continue
        const problem = `cannot be enforced: '${key}' is not known of a ${resource.name}`
        this.complain(
          rule,
          problem,
          `use project_id${'network_id' in resource.attributes ? ', network:project_id' : ''} or an attribute of it`,
        )
      }
    }
  }

  /** Who is an administrator is asked before there is an object. */
  private judgeAdmin(rule: WrittenRule): void {
    const isAboutObject = leavesOf(rule.check, this.checks).some(
      (leaf) => leaf.kind === 'field' || leaf.kind === 'rule' || keyOf(leaf) !== undefined || asksAdmin(leaf),
    )
    if (isAboutObject)
      this.complain(rule, 'cannot be enforced: it is asked of callers alone', 'write roles, users or projects')
  }

  private complain(rule: WrittenRule, problem: string, remedy: string): void {
    this.problems.push({ where: where(rule), problem, remedy })
  }
}

const where = ({ path, name }: WrittenRule): string => `${path} ${name}`
const squeezed = (text: string): string => text.replace(/[\s()]+/g, ' ').trim()

function asksAdmin(leaf: Check): boolean {
  return leaf.kind === 'compare' && leaf.left.of === 'caller' && leaf.left.key === 'is_admin'
}

function namesIn(check: Check): readonly string[] {
  if (check.kind === 'rule') return [check.name]
  if (check.kind === 'and' || check.kind === 'or') return check.parts.flatMap(namesIn)
  return check.kind === 'not' ? namesIn(check.part) : []
}

function judges(resource: Resource, name: string): boolean {
  return enforcedRules([resource]).has(name) || actionsOf(resource).some(({ rule }) => rule === name)
}

function keyOf(leaf: Check): string | undefined {
  if (leaf.kind === 'compare') return leaf.right.of === 'target' ? leaf.right.key : undefined
  return leaf.kind === 'field' && !BASE_FIELDS.has(leaf.field) ? leaf.field : undefined
}

/** Fields of Neutron's own base rules: of an object without them they do not hold, there as here. */
const BASE_FIELDS: ReadonlySet<string> = new Set([
  'shared',
  'router:external',
  'device_owner',
  'target_tenant',
  'target_project',
])

function isKnown({ attributes }: Resource, key: string): boolean {
  if (key === 'project_id' || key === 'tenant_id') return true
  if (key === 'network:project_id' || key === 'network:tenant_id') return 'network_id' in attributes
  return key in attributes
}
