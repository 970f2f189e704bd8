import {
  boolean,
  defineResource,
  identity,
  MEMBER,
  ownership,
  READER,
  type Resource,
  shown,
  standardAttributes,
  text,
} from '@netloom/api'
import type { SecurityGroup } from '../model/security-group.ts'
import { renderRule } from './security-group-rule.ts'

/** `/v2.0/security-groups` */
export const securityGroupResource: Resource = defineResource<SecurityGroup>({
  name: 'security_group',
  plural: 'security_groups',
  summary: 'Rules under one name, for ports to be in.',
  extension: 'security-group',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.securityGroups,
  attributes: {
    ...identity<SecurityGroup>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    stateful: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...ownership<SecurityGroup>(),
    shared: { type: boolean, filter: true },
    security_group_rules: {
      type: shown({ type: 'array', items: { type: 'object' } }),
      read: ({ rules }, context) => rules.map((rule) => renderRule(rule, context)),
    },
    ...standardAttributes<SecurityGroup>(),
  },
})
