import {
  applyPolicy,
  CONTEXT_IS_ADMIN,
  forbidden,
  judgeRules,
  type PolicyText,
  readPolicyText,
  type Resource,
  ruleOf,
} from '@netloom/api'
import { ConfigurationError, type ConfigurationProblem, type RequestContext } from '@netloom/core'
import type { ContextOf } from '../../auth/authenticator.ts'

export interface PolicyOptions {
  /** Texts of policy files, YAML or JSON; a later rule of the same name wins. */
  readonly files: readonly PolicyText[]
  /** Oslo: `policy_default_rule`. */
  readonly defaultRule?: string
  /** Refuse tokens of the whole system. */
  readonly enforceScope?: boolean
}

/** Rules of policy files, in force. */
export interface Policy {
  readonly resources: readonly Resource[]
  /** Rules without effect. */
  readonly warnings: readonly ConfigurationProblem[]
  /** Who is an administrator is a rule, too. */
  contextOf(contextOf: ContextOf): ContextOf
}

/**
 * Puts rules of oslo.policy's language over the declared ones. Whose objects a caller sees stays core's: a rule gives actions and attributes to
 * other roles, or takes them, within that.
 * @throws {ConfigurationError} with every rule that would not be obeyed
 */
export function policyOf(resources: readonly Resource[], options: PolicyOptions): Policy {
  const { files, defaultRule, enforceScope = false } = options
  const problems: ConfigurationProblem[] = []
  const written = files.flatMap((file) => readPolicyText(file, problems))
  const judged = judgeRules(resources, written, defaultRule)
  problems.push(...judged.problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { named, warnings } = judged
  const check = named.checks.get(CONTEXT_IS_ADMIN)
  const isAdmin =
    check !== undefined && written.some(({ name }) => name === CONTEXT_IS_ADMIN) ? ruleOf(check, named) : undefined
  const adjust = (context: RequestContext): RequestContext => {
    if (enforceScope && context.projectId === '') throw forbidden()
    return isAdmin === undefined ? context : { ...context, isAdmin: isAdmin(context, {}) }
  }
  return {
    resources: applyPolicy(resources, named),
    warnings,
    contextOf: (inner) =>
      Object.assign(
        async (...asked: Parameters<ContextOf>) => adjust(await inner(...asked)),
        inner.believesAnybody === true ? { believesAnybody: true as const } : {},
      ),
  }
}
