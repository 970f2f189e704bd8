import {
  boolean,
  compile,
  type CompiledResource,
  defineResource,
  identity,
  MEMBER,
  ownership,
  READER,
  render,
  type Resource,
  shown,
  text,
} from '@netloom/api'
import type { RequestContext } from '@netloom/core'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { matchAttributes } from './match-attributes.ts'
import { timestamps } from './stamps.ts'

/** `/v2.0/security-group-rules`: made and deleted, never changed. */
export const securityGroupRuleResource: Resource = defineResource<SecurityGroupRule>({
  name: 'security_group_rule',
  plural: 'security_group_rules',
  summary: 'What ports of a group may send or get.',
  extension: 'security-group',
  policy: { create: MEMBER, read: READER, delete: MEMBER },
  service: ({ services }) => services.securityGroupRules,
  attributes: {
    ...identity<SecurityGroupRule>(),
    security_group_id: { type: text(36), post: 'required', filter: true, sort: true },
    ...matchAttributes<SecurityGroupRule>(),
    ...ownership<SecurityGroupRule>(),
    normalized_cidr: { type: shown({ type: ['string', 'null'] }), filter: true, sort: true },
    belongs_to_default_sg: { type: boolean, filter: true },
    description: { type: text(255), post: 'allowed', filter: true, sort: true },
    ...timestamps<SecurityGroupRule>(),
  },
})

const compiled: CompiledResource = compile(securityGroupRuleResource)

/** As a group shows it. */
export const renderRule = (rule: SecurityGroupRule, context: RequestContext): object => render(compiled, rule, context)
