import { COOKIE_NAME_PATTERN, HEADER_NAME_PATTERN, RULE_VALUE_PATTERN } from '../../wire/text-patterns.ts'
import type { CompareType, L7RuleType } from '../../wire/words.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { L7RuleCreate, L7RuleUpdate } from '../model/requests.ts'
import type { Draft } from './draft.ts'
import { given } from './given.ts'
import { regexProblem } from './regex-problem.ts'

type Rule = AttributesOf['l7rule']

const RULE_DEFAULTS = { key: null, invert: false }
const FIELDS = { ...RULE_DEFAULTS, type: undefined, compareType: undefined, value: undefined }

/** Where not every comparison makes sense. */
const COMPARISONS: Readonly<Partial<Record<L7RuleType, readonly CompareType[]>>> = {
  FILE_TYPE: ['EQUAL_TO', 'REGEX'],
  SSL_CONN_HAS_CERT: ['EQUAL_TO'],
  SSL_VERIFY_RESULT: ['EQUAL_TO'],
  SSL_DN_FIELD: ['EQUAL_TO', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'REGEX'],
}
const KEYED: ReadonlySet<L7RuleType> = new Set(['HEADER', 'COOKIE', 'SSL_DN_FIELD'])
const DN_FIELD = /^[A-Za-z]{1,32}$/

export function addRule(draft: Draft, policyId: string, request: L7RuleCreate): LbObject<'l7rule'> {
  draft.require('l7policy', policyId)
  const { type, compareType, value } = request
  const attributes: Rule = { ...RULE_DEFAULTS, type, compareType, value, ...given(request, RULE_DEFAULTS) }
  judge(attributes)
  return draft.add('l7rule', policyId, request, attributes)
}

export function changeRule(draft: Draft, rule: LbObject<'l7rule'>, change: L7RuleUpdate): LbObject<'l7rule'> {
  const attributes = { ...rule.attributes, ...given(change, FIELDS) } as Rule
  judge(attributes)
  return draft.change(rule, change, attributes)
}

function judge({ type, compareType, key, value }: Rule): void {
  if (COMPARISONS[type]?.includes(compareType) === false) {
    throw lbErrors.ruleArguments('Invalid L7 Rule: invalid comparison type for rule type')
  }
  if (KEYED.has(type)) {
    if (key === null || key === '') throw lbErrors.ruleArguments(`Invalid L7 Rule: a ${type} rule needs a key`)
    const pattern = type === 'COOKIE' ? COOKIE_NAME_PATTERN : type === 'HEADER' ? HEADER_NAME_PATTERN : DN_FIELD
    if (!pattern.test(key)) throw lbErrors.ruleArguments('Invalid characters in key. See RFC7230.')
  }
  if (type === 'SSL_CONN_HAS_CERT' && value.toLowerCase() !== 'true') {
    throw lbErrors.ruleArguments(
      "L7rule type SSL_CONN_HAS_CERT value is not a boolean True string: write 'True', and invert",
    )
  }
  if (type === 'SSL_VERIFY_RESULT' && !/^\d{1,5}$/.test(value)) {
    throw lbErrors.ruleArguments('L7rule type SSL_VERIFY_RESULT needs an int value, which is >= 0')
  }
  if (compareType === 'REGEX') {
    const problem = regexProblem(value)
    if (problem !== undefined) throw lbErrors.ruleArguments(`Unable to parse regular expression: ${problem}`)
  }
  if (!RULE_VALUE_PATTERN.test(value)) throw lbErrors.ruleArguments('Invalid characters in comparison value')
}
