import { ADMIN, boolean, defineResource, identity, READER, type Resource, text } from '@netloom/api'
import type { DefaultSecurityGroupRule } from '../model/default-rule.ts'
import { matchAttributes } from './match-attributes.ts'
import { timestamps } from './stamps.ts'

/** `/v2.0/default-security-group-rules`: what groups begin with. */
export const defaultSecurityGroupRuleResource: Resource = defineResource<DefaultSecurityGroupRule>({
  name: 'default_security_group_rule',
  plural: 'default_security_group_rules',
  summary: 'A rule that new groups begin with; PARENT as remote group means the group itself.',
  extension: 'security-groups-default-rules',
  policy: { create: ADMIN, read: READER, delete: ADMIN },
  service: ({ services }) => services.defaultSecurityGroupRules,
  attributes: {
    ...identity<DefaultSecurityGroupRule>(),
    ...matchAttributes<DefaultSecurityGroupRule>(),
    used_in_default_sg: { type: boolean, post: 'allowed', filter: true },
    used_in_non_default_sg: { type: boolean, field: 'usedInNonDefaultSg', post: 'allowed', filter: true },
    description: { type: text(255), post: 'allowed', filter: true, sort: true },
    ...timestamps<DefaultSecurityGroupRule>(),
  },
})
