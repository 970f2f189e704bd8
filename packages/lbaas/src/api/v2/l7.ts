import { compile, type CompiledResource, defineResource, MEMBER, READER, render, type Resource } from '@netloom/api'
import type { Shown } from '../../controller/model/shown.ts'
import { COMPARE_TYPES, L7_ACTIONS, L7_RULE_TYPES, REDIRECT_CODES } from '../../wire/words.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { url } from '../values/lb-values.ts'
import { flag, integer, oneOf, orDefault, orNull, text, uuid } from '../values/values.ts'
import { both, described, head, listed, tail } from './common.ts'
import { innerObjects, innerOrNamed } from './inner.ts'
import { compiledPool } from './pool.ts'

type Rule = Shown<'l7rule'>
type Policy = Shown<'l7policy'>

const { name: _name, ...ruleHead } = head<Rule>()

/** `/v2.0/lbaas/l7policies/{id}/rules` */
export const ruleResource: Resource = defineResource<Rule>({
  name: 'rule',
  plural: 'rules',
  path: 'lbaas/l7policies/:policy_id/rules',
  summary: 'What a request has to look like for a policy to decide.',
  extension: 'lbaasv2',
  ruleName: 'l7policy_rule',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }, { policy_id: policyId = '' }) => services.lbL7Rules.of(policyId),
  attributes: {
    ...ruleHead,
    type: { type: oneOf(...L7_RULE_TYPES), post: 'required', put: 'allowed', ...listed },
    compare_type: { type: oneOf(...COMPARE_TYPES), post: 'required', put: 'allowed', ...listed },
    key: { type: orNull(text(255)), ...both, ...listed },
    value: { type: text(255), post: 'required', put: 'allowed', ...listed },
    invert: { type: orDefault(flag, false), ...both, ...listed },
    ...tail<Rule>(),
  },
})

const compiledRule: CompiledResource = compile(ruleResource)

/** `/v2.0/lbaas/l7policies` */
export const l7PolicyResource: Resource = defineResource<Policy>({
  name: 'l7policy',
  plural: 'l7policies',
  path: 'lbaas/l7policies',
  summary: 'What becomes of requests that look as its rules say.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.lbL7Policies,
  attributes: {
    ...head<Policy>(),
    ...described<Policy>(),
    action: { type: oneOf(...L7_ACTIONS), post: 'required', put: 'allowed', ...listed },
    listener_id: { type: uuid, post: 'required', ...listed },
    redirect_pool_id: { type: orNull(uuid), ...both, ...listed },
    redirect_pool: { type: innerOrNamed(() => compiledPool), post: 'allowed', writeOnly: true },
    redirect_url: { type: orNull(url), ...both, ...listed },
    redirect_prefix: { type: orNull(url), ...both },
    redirect_http_code: { type: orNull(oneOf(...REDIRECT_CODES)), ...both },
    position: { type: orDefault(integer(1, 2_147_483_647), 2_147_483_647), ...both, ...listed },
    rules: {
      type: innerObjects(() => compiledRule),
      post: 'allowed',
      read: ({ rules }, context) =>
        rules.map((one) => ('compareType' in one ? render(compiledRule, one, context) : one)),
    },
    ...tail<Policy>(),
  },
})

export const compiledPolicy: CompiledResource = compile(l7PolicyResource)
